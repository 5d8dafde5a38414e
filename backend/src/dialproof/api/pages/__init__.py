"""The pages for developers: the API to read and try, and one page for each problem.

Made on the server from the OpenAPI document and the error catalogue, with one style sheet and one script of our own, so
that they work under a policy that lets nothing in from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from flask import Blueprint, Response, current_app, render_template

from dialproof.api.answers import cacheable
from dialproof.api.models import Config
from dialproof.api.openapi import served_document
from dialproof.api.pages.prose import prose
from dialproof.api.pages.reference import explain, read
from dialproof.problems import NotFound, catalogue

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def developer_pages(config: Config, *, cookie_name: str) -> Blueprint:
    """Return the pages.

    Args:
        config: tells whether the sandbox is the provider, and where its phone is.
        cookie_name: the session cookie's.
    """
    pages = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="assets", static_url_path="/api/docs/assets"
    )
    pages.add_app_template_filter(prose)
    page = _page_maker(config, cookie_name=cookie_name)

    @pages.get("/api/docs")
    def docs() -> Response:
        return page("reference.html")

    @pages.get("/problems/")
    def all_problems() -> Response:
        return page("problems.html")

    @pages.get("/problems/<code>")
    def one_problem(code: str) -> Response:
        return page("problem.html", code)

    return pages


def _page_maker(config: Config, *, cookie_name: str) -> Callable[..., Response]:
    """Return what answers with a template, about one problem where its code is given; each is rendered once."""
    problems = {problem.code: problem for problem in catalogue()}

    @cache
    def rendered(template: str, code: str | None) -> str:
        reference = read(served_document(current_app, cookie_name=cookie_name))
        problem = explain(problems[code], reference) if code else None
        return render_template(template, reference=reference, config=config, problem=problem)

    def page(template: str, code: str | None = None) -> Response:
        if code is not None and code not in problems:
            raise NotFound
        answer = cacheable(rendered(template, code), "text/html")
        answer.headers["Content-Security-Policy"] = POLICY
        return answer

    return page
