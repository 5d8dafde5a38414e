from __future__ import annotations

import pytest

from dialproof.problems import IncorrectCode, InvalidRequest, Problem, RateLimited, RetryLater, catalogue

CONTRACT = {
    400: {"invalid_request", "invalid_phone_number", "unsupported_phone_number", "incorrect_code"},
    403: {"country_not_allowed", "cookies_required", "cross_origin_request", "blocked"},
    404: {"not_found"},
    405: {"method_not_allowed"},
    413: {"payload_too_large"},
    415: {"unsupported_media_type"},
    409: {"no_pending_verification", "verification_in_progress"},
    410: {"code_expired"},
    429: {"rate_limited", "resend_too_soon", "too_many_attempts"},
    500: {"internal_error"},
    502: {"provider_error"},
    503: {"provider_unavailable"},
    504: {"provider_timeout"},
}


def test_catalogue_has_exactly_the_codes_of_the_contract() -> None:
    found: dict[int, set[str]] = {}
    for problem in catalogue():
        found.setdefault(problem.status, set()).add(problem.code)
    assert found == CONTRACT


def test_codes_are_unique() -> None:
    codes = [problem.code for problem in catalogue()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("problem", list(catalogue()), ids=lambda problem: problem.code)
def test_every_problem_speaks_to_visitors_and_to_developers(problem: type[Problem]) -> None:
    for words in (problem.default_detail, problem.why, problem.what_to_do):
        assert words.endswith(".")
    assert not problem.title.endswith(".")


@pytest.mark.parametrize("problem", [p for p in catalogue() if p.status == 429], ids=lambda problem: problem.code)
def test_every_429_says_when_to_come_back(problem: type[Problem]) -> None:
    assert issubclass(problem, RetryLater)


def test_a_wait_is_never_shorter_than_a_second() -> None:
    assert RateLimited(retry_after=0).retry_after == 1


def test_a_problem_says_its_own_detail_unless_given_one() -> None:
    assert str(IncorrectCode()) == IncorrectCode.default_detail
    assert InvalidRequest("Else.").detail == "Else."
