"""The log: one readable line for each provider call, without numbers or codes."""

from __future__ import annotations

import logging

import pytest

from unit.sandbox.world import Make, World


def test_each_call_has_one_line_that_says_what_and_how_it_went(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        request_id = world.started()
        world.check(request_id, world.wrong_code())
        world.start("+14155550182")
    assert [record.getMessage() for record in caplog.records] == [
        "start +1…00 → 202 in 0 ms",
        "check +1…00 → 400 in 0 ms",
        "start +1…82 → 402 in 0 ms (reserved number: low balance)",
    ]


def test_no_number_no_code_and_no_secret_reaches_the_log(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    world = make(callback_url="https://example.org/hook", callbacks_for="any", code="864209")
    world.posts.answers = [ConnectionRefusedError("14155550100"), 500]
    with caplog.at_level(logging.DEBUG):
        request_id = world.started()
        world.check(request_id, "864208")
        world.check(request_id, "864209")
        world.pass_time(100)
        world.control("faults", {"to": "+14155550100", "latency": 0, "malformed": "oversized"})
        world.start()
        world.client.get("/inbox/messages?to=%2B14155550100")
    assert len(caplog.records) > 4
    for secret in ("4155550100", "86420", "sandbox-secret", request_id):
        assert secret not in caplog.text


@pytest.mark.parametrize("to", ["x\ny", "\x1b[2J", "+", "12", "1" * 400])
def test_what_is_no_number_cannot_write_into_the_log(world: World, caplog: pytest.LogCaptureFixture, to: str) -> None:
    with caplog.at_level(logging.INFO):
        world.start(workflow=[{"channel": "sms", "to": to}])
    assert [record.getMessage() for record in caplog.records] == ["start ? → 422 in 0 ms"]


def test_an_email_address_is_masked_too(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        world.start(workflow=[{"channel": "email", "to": "someone@example.org"}])
    assert "start …@… → 202" in caplog.text
    assert "someone" not in caplog.text
    assert "example.org" not in caplog.text
