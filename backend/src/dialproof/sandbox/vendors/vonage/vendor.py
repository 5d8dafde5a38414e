"""Vonage Verify v2 as one of the sandbox's vendors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.vendor import PendingRequest, Profile
from dialproof.sandbox.vendors.vonage.api import answers, check_url, routes
from dialproof.sandbox.vendors.vonage.api.auth import describe_credentials
from dialproof.sandbox.vendors.vonage.profile import PROFILE
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.sandbox.vendors.vonage.verifications.service import VerifyService


class Vonage:
    """One account at Vonage, for its Verify product; see `core.vendor.Vendor`."""

    profile: Profile = PROFILE

    def __init__(self, sandbox: Sandbox, settings: VonageSettings) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self.service = VerifyService(sandbox, settings)

    def blueprints(self) -> Sequence[Blueprint]:
        pipeline = routes.create_pipeline(self._sandbox, self._settings, self, self.service)
        return (
            routes.create_blueprint(self._settings, self.service, pipeline),
            check_url.create_blueprint(self.service, pipeline),
        )

    def credentials(self) -> str:
        return describe_credentials(self._settings)

    def account(self) -> dict[str, Any]:
        return {
            "apiKey": self._settings.api_key,
            "jwt": self._settings.public_key is not None or not self._settings.strict_tokens,
            "callbacks": self._settings.callback_url is not None,
        }

    def refusal(self, status: int, operation: str, subject: str) -> Response | None:
        return answers.refusal(
            status, operation, subject, conflict_shows_request_id=self._settings.conflict_shows_request_id
        )

    def http_error(self, error: HTTPException) -> Response:
        return answers.http_error(error)

    def pending(self, to: str | None = None) -> list[PendingRequest]:
        return [verification.as_pending() for verification in self.service.pending(to)]

    def expire(self, to: str) -> int:
        return self.service.expire(to)

    def block(self, to: str) -> int:
        return self.service.block(to)

    def answer(self, to: str, *, approved: bool) -> int:
        return self.service.answer(to, approved=approved)

    def forget(self, to: str | None = None) -> None:
        self.service.forget(to)
