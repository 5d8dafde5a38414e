"""The interface between the core and each vendor.

A vendor is a package under `vendors/` with one class that has the shape of `Vendor`. It is built with the `Sandbox`,
whose parts it uses: `carrier` sends its messages, `callbacks` posts its reports, `scheduler` and `clock` are its time,
`next_codes` holds the codes that a developer has fixed, and `CallPipeline` brings its calls in.

The core imports no vendor. `sandbox.py` names those that are played.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from dialproof.sandbox.core.calls.answers import JSON
from dialproof.sandbox.core.calls.malformed import MalformedBodies
from dialproof.sandbox.core.reserved import Behaviour, Outcome


@dataclass(frozen=True, slots=True)
class DocumentedFailure:
    """An error that the vendor documents for some of its calls; `name` is for people."""

    status: int
    name: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a vendor is, apart from what it does.

    Attributes:
        name: its name in messages, calls and faults, such as ``vonage``.
        operations: the calls that can be made to fail, each with its name for people. Every vendor has ``start`` and
            ``check``; the others are its own.
        paths: the paths, without a slash at the end, below which a call that no route serves is answered by
            `Vendor.http_error`. Where several vendors claim a call the longest path wins; an empty one claims all.
        failures: the errors that it documents, as the phone's page offers them.
        recorded_only: calls that are recorded and cannot be made to fail, named likewise.
        reserved: what the reserved numbers do at this vendor, where it differs from `core/reserved.py` or is left to
            the vendor there. A number whose outcome nobody describes simply works.
        malformed: the bodies of answers that are spoilt on request.
        error_type: the content type of its errors.
    """

    name: str
    operations: Mapping[str, str]
    paths: tuple[str, ...]
    failures: tuple[DocumentedFailure, ...] = ()
    recorded_only: Mapping[str, str] = field(default_factory=dict)
    reserved: Mapping[Outcome, Behaviour] = field(default_factory=dict)
    malformed: MalformedBodies = field(default_factory=MalformedBodies)
    error_type: str = JSON


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A verification that is under way. `to` is E.164 with a plus; times are seconds since the epoch."""

    to: str
    brand: str
    channel: str
    channels: tuple[str, ...]
    submitted_at: float
    ends_at: float
    attempts_left: int


class Vendor(Protocol):
    """One vendor's API. Every method may be called from any thread; numbers are E.164 with a plus."""

    @property
    def profile(self) -> Profile:
        """What the vendor is; it does not change."""

    def blueprints(self) -> Sequence[Blueprint]:
        """Return the routes. Calls that can be made to fail go through a `CallPipeline`."""

    def credentials(self) -> str:
        """Say in a line what callers identify themselves with. A secret that was set is not repeated."""

    def account(self) -> dict[str, Any]:
        """Describe the account for `GET /control`, without secrets."""

    def refusal(self, status: int, operation: str, subject: str) -> Response | None:
        """Answer `operation` with a status that was asked for, as the vendor does.

        `subject` is the id of the request that the call names, or empty. Return None for a status that the vendor does
        not document: the answer has no body then.
        """

    def http_error(self, error: HTTPException) -> Response:
        """Answer a call below `Profile.paths` that no route serves, or that is too large."""

    def pending(self, to: str | None = None) -> list[PendingRequest]:
        """List the requests under way, of one number or of all."""

    def expire(self, to: str) -> int:
        """End the requests of a number as if their time were up, with the reports that follow; return how many."""

    def block(self, to: str) -> int:
        """End the requests of a number as fraud rules do, with the reports that follow; return how many."""

    def answer(self, to: str, *, approved: bool) -> int:
        """Answer the messages that ask a person instead of carrying a code; return how many there were."""

    def forget(self, to: str | None = None) -> None:
        """Forget the requests of one number, or all; what was planned for them no longer happens."""
