"""One line for each event, ours and the libraries' alike, with nothing in it that should not be there."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from structlog.stdlib import ProcessorFormatter

from dialproof.observability.logs import LogFormat, LogLevel, configure_logging

NUMBER = "14155550100"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    names = [None, "dialproof", "vonage", "urllib3", "requests", "vonage_verify"]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in map(logging.getLogger, names)]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def configured(log_format: LogFormat = "json", level: LogLevel = "info", **more: Any) -> io.StringIO:
    stream = io.StringIO()
    configure_logging(level, log_format, stream=stream, **more)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(about: str) -> None:
    local = f"{about}-local"
    raise ValueError(about, len(local))


def test_our_events_are_json_lines_with_time_level_logger_and_request_id() -> None:
    stream = configured()
    structlog.contextvars.bind_contextvars(request_id="3fa85f64571745628c2c963f66afa6ab")
    structlog.get_logger("dialproof.x").info("code_sent", region="US")
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "code_sent",
        "region": "US",
        "level": "info",
        "logger": "dialproof.x",
        "request_id": "3fa85f64571745628c2c963f66afa6ab",
    }


def test_lines_of_libraries_look_the_same() -> None:
    stream = configured()
    structlog.contextvars.bind_contextvars(request_id="abc")
    logging.getLogger("some.library").warning("lost %s", "it")
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"], line["request_id"]) == (
        "lost it",
        "warning",
        "some.library",
        "abc",
    )


def test_text_is_for_reading() -> None:
    stream = configured("text")
    structlog.get_logger("dialproof.x").warning("limit_refused", retry_after=30)
    (line,) = stream.getvalue().splitlines()
    assert "warning" in line
    assert "limit_refused" in line
    assert "retry_after=30" in line


def test_the_level_is_that_of_our_own_loggers() -> None:
    stream = configured(level="debug")
    structlog.get_logger("dialproof.x").debug("ours")
    logging.getLogger("some.library").info("theirs")
    assert [line["event"] for line in lines(stream)] == ["ours"]
    stream = configured(level="error")
    structlog.get_logger("dialproof.x").warning("ours")
    logging.getLogger("some.library").warning("theirs")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("name", ["vonage", "urllib3.connectionpool", "requests"])
def test_the_loggers_of_the_sdk_are_silent_even_when_their_level_is_raised(name: str) -> None:
    stream = configured(level="debug")
    logging.getLogger(name).setLevel(logging.DEBUG)
    for level in (logging.DEBUG, logging.WARNING, logging.CRITICAL):
        logging.getLogger(name).log(level, "a secret")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_numbers_and_secrets_are_masked_in_every_part_of_a_line(log_format: LogFormat) -> None:
    stream = configured(log_format, secrets=["s3cret-value"])
    log = structlog.get_logger("dialproof.x")
    log.info("to +%s", NUMBER, to=NUMBER, headers={"Authorization": "Bearer s3cret-value"}, at=["s3cret-value"])
    logging.getLogger("some.library").error("to %s with %s", NUMBER, "s3cret-value")
    try:
        fail(f"no such number: +{NUMBER}")
    except ValueError:
        log.exception("failed")
        logging.getLogger("some.library").exception("failed")
    assert "ValueError: ('no such number: [hidden]'" in stream.getvalue()
    assert NUMBER not in stream.getvalue()
    assert "s3cret-value" not in stream.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_tracebacks_do_not_show_local_variables(log_format: LogFormat) -> None:
    stream = configured(log_format)
    try:
        fail("seen")
    except ValueError:
        structlog.get_logger("dialproof.x").exception("failed")
    assert "Traceback" in stream.getvalue()
    assert "seen-local" not in stream.getvalue()


def test_a_value_cannot_forge_a_line_or_colour_the_terminal() -> None:
    stream = configured("text")
    structlog.get_logger("dialproof.x").info("origin_refused", origin="a\n2026-11-20 [error] forged \x1b[31m\u2028")
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


def test_configuring_again_replaces_and_does_not_double() -> None:
    first, second = configured(), configured()
    structlog.get_logger("dialproof.x").info("once")
    assert (first.getvalue(), len(lines(second))) == ("", 1)


def test_a_line_that_cannot_be_written_is_told_without_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    configured()
    (ours,) = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, ProcessorFormatter)]
    ours.handle(logging.LogRecord("some.library", logging.WARNING, __file__, 1, "%d", (f"+{NUMBER}",), None))
    told = capsys.readouterr().err
    assert "some.library" in told
    assert NUMBER not in told
