"""Things that happen later: on time, in order, and whatever happens to one of them."""

from __future__ import annotations

import logging

import pytest

from dialproof.sandbox.core.scheduler import Scheduler


def fail() -> None:
    raise ZeroDivisionError


def test_jobs_run_at_their_time_earliest_first() -> None:
    now, done = [0.0], list[str]()
    scheduler = Scheduler(lambda: now[0])
    scheduler.at(2, lambda: done.append("second"))
    scheduler.at(1, lambda: done.append("first"))
    scheduler.at(9, lambda: done.append("later"))
    scheduler.run_due()
    assert done == []
    now[0] = 2
    scheduler.run_due()
    assert done == ["first", "second"]


def test_jobs_at_the_same_time_run_in_the_order_they_were_given() -> None:
    done = list[int]()
    scheduler = Scheduler(lambda: 1)
    for number in range(5):
        scheduler.at(1, lambda number=number: done.append(number))  # type: ignore[misc]  # a default argument binds early
    scheduler.run_due()
    assert done == [0, 1, 2, 3, 4]


def test_a_job_may_ask_for_another() -> None:
    done = list[str]()
    scheduler = Scheduler(lambda: 1)
    scheduler.at(0, lambda: scheduler.at(1, lambda: done.append("again")))
    scheduler.run_due()
    assert done == ["again"]


def test_a_job_that_fails_is_logged_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done = list[str]()
    scheduler = Scheduler(lambda: 1)
    scheduler.at(0, fail)
    scheduler.at(1, lambda: done.append("next"))
    with caplog.at_level(logging.ERROR):
        scheduler.run_due()
    assert done == ["next"]
    assert "a scheduled job failed" in caplog.text


def test_nothing_runs_after_the_end() -> None:
    done = list[str]()
    scheduler = Scheduler(lambda: 1)
    scheduler.at(0, lambda: done.append("too late"))
    scheduler.stop()
    scheduler.run_due()
    assert done == []
