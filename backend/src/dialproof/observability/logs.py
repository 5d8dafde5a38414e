"""Configure logging for Dialproof and its libraries: readable text in development, JSON in production."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final, Literal, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from dialproof.observability.redaction import Redactor

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]

_OWN: Final = "dialproof"
# Vonage's SDK logs numbers, codes and bearer tokens at DEBUG and whole answers at WARNING. The others log addresses
# that contain request ids, or the content of requests.
_SILENT: Final = ("vonage", "vonage_verify", "vonage_number_insight", "vonage_identity_insights", "urllib3", "requests")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SEVERAL_LINES: Final = frozenset({"exception", "stack"})
# What every line has, whether it is ours or a library's.
_STAMPS: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    # Plain tracebacks: the pretty ones show local variables, which may hold numbers and codes.
    structlog.processors.format_exc_info,
)


def configure_logging(
    level: LogLevel,
    log_format: LogFormat,
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send the logs of this process to standard error (or `stream`); replaces an earlier call.

    `level` applies to Dialproof's own loggers; libraries log from WARNING on. Every line has the context variables of
    `structlog.contextvars`, such as the request id. `secrets` are masked in every line.
    """
    _pass_on_to_logging()
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_STAMPS,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                Redactor(secrets),
                _keep_to_one_line,
                _renderer(log_format, handler.stream),
            ],
        )
    )
    _attach(handler, logging.getLevelNamesMapping()[level.upper()])


def _pass_on_to_logging() -> None:
    """Hand our own events to the standard library, whose handler writes them and those of libraries alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_STAMPS,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _renderer(log_format: LogFormat, stream: TextIO) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer(sort_keys=False)
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=24
    )


def _attach(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    for earlier in [existing for existing in root.handlers if isinstance(existing, _Handler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger(_OWN).setLevel(level)
    for name in _SILENT:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


def _keep_to_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape control characters, so that no value can forge a line; tracebacks keep their line breaks."""
    return {
        key: _CONTROL.sub(lambda match: repr(match[0])[1:-1], value)
        if isinstance(value, str) and key not in _SEVERAL_LINES
        else value
        for key, value in event.items()
    }


class _Handler(logging.StreamHandler[TextIO]):
    """Write to a stream; if that fails, report where, without the arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        kind = sys.exc_info()[0]
        sys.stderr.write(f"A log line of {record.name} ({record.module}:{record.lineno}) was lost: {kind}\n")
