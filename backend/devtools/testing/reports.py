"""Read what the runners print: their summary lines, how far they are, and what failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devtools.testing.stages import Runner

CLOSING = {
    Runner.PYTEST: re.compile(r"^(?:=+ )?((?:\d+ \w+(?:, )?)+ in [\d.]+s(?: \([\d:]+\))?|no tests ran in [\d.]+s)"),
    Runner.VITEST: re.compile(r"^ *(Tests  .*\(\d+\))$"),
    Runner.PLAYWRIGHT: re.compile(r"^  (\d+ (?:passed|failed|skipped|flaky|interrupted|did not run)\b.*)$"),
    Runner.NONE: re.compile(
        r"^ *(All checks passed!|Found \d+ errors?.*|\d+ files? (?:already formatted|would be reformatted).*"
        r"|Success: no issues found in \d+ source files|.* is up to date\.|\d+ of \d+ within the budget|.*built in .*)$"
    ),
}
"""The lines with which each runner sums itself up."""

LEFT_OUT = re.compile(r"\b[1-9]\d* skipped")
COUNTED = re.compile(r"\b([1-9]\d*) (?:passed|failed|errors?)\b")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")

LONGEST_LINE = 200
FAILURES_SHOWN = 4
NAMES_SHOWN = 20
WHOLE_REPORT = 50
"""Lines of what a checker prints, or a runner that broke before it could report."""


@dataclass(frozen=True)
class Shape:
    """How a runner's report is laid out: where failures begin, where each one does, where its parts do, and the end."""

    begin: re.Pattern[str]
    item: re.Pattern[str]
    part: re.Pattern[str]
    end: re.Pattern[str]
    first: int
    """Lines of a failure's own words: the last ones of a traceback, the first ones where the cause comes first."""
    cause_is_last: bool


SHAPES = {
    Runner.PYTEST: Shape(
        begin=re.compile(r"^=+ (?:ERRORS|FAILURES) =+$"),
        item=re.compile(r"^_{2,} .+ _{2,}$"),
        part=re.compile(r"^-{2,} .+ -{2,}$"),
        end=re.compile(r"^=+ short test summary info =+$"),
        first=30,
        cause_is_last=True,
    ),
    Runner.VITEST: Shape(
        begin=re.compile(r"^⎯+ Failed (?:Tests|Suites) \d+ ⎯+$"),
        item=re.compile(r"^ FAIL  "),
        part=re.compile(r"^(?:stdout|stderr) \| "),
        end=re.compile(r"^ Test Files  "),
        first=40,
        cause_is_last=False,
    ),
    Runner.PLAYWRIGHT: Shape(
        begin=re.compile(r"^  1\) "),
        item=re.compile(r"^  \d+\) "),
        part=re.compile(r"^    (?:attachment #\d+:|Error: What the \w+ logged)"),
        end=re.compile(r"^  \d+ (?:failed|flaky|interrupted)$"),
        first=40,
        cause_is_last=False,
    ),
}

LINES_OF_A_PART = 15


def clean(text: str) -> list[str]:
    """Split what was printed into lines, without colours and movements of the cursor."""
    return [line.rpartition("\r")[2] if "\r" in line.rstrip("\r") else line for line in _plain(text).split("\n")]


def _plain(text: str) -> str:
    return ESCAPES.sub("", text).replace("\r\n", "\n")


def closing_words(runner: Runner, text: str) -> list[str]:
    """Find the lines with which the runner sums itself up; those of its last run where it ran more than once."""
    found = [match[1].strip() for line in clean(text) if (match := CLOSING[runner].match(line))]
    return found[-1:] if runner in {Runner.PYTEST, Runner.VITEST} else found[-4:]


def count_tests(words: list[str]) -> int:
    """Count the tests that ran, by the closing words."""
    return sum(int(number) for line in words for number in COUNTED.findall(line))


def progress(runner: Runner, text: str) -> str:
    """Say how far a runner is; empty for runners that do not report it."""
    if runner is Runner.PYTEST:
        percents = re.findall(r"\[ *(\d+)%\]", text)
        return f"{percents[-1]} %" if percents else ""
    if runner is Runner.PLAYWRIGHT:
        total = re.search(r"^Running (\d+) tests?", text, flags=re.MULTILINE)
        done = re.findall(r"^ +[^\d\s] +(\d+) ", _plain(text), flags=re.MULTILINE)
        return f"{len(done)} of {total[1]}" if total else ""
    if runner is Runner.VITEST:
        return f"{len(re.findall(r'^ . src/', _plain(text), flags=re.MULTILINE))} files"
    return ""


def what_went_wrong(runner: Runner, text: str) -> list[str]:
    """Find the report of the failures in the output, cut to a few screens."""
    lines = [line[:LONGEST_LINE].rstrip() for line in clean(text)]
    shape = SHAPES.get(runner)
    _, *report = _split(lines, shape.begin, most=1) if shape else [lines]
    if shape is None or not report:
        return _excerpt(lines, WHOLE_REPORT, keep_end=True)
    _, *items = _split(_split(report[0], shape.end, most=1)[0], shape.item)
    shown = [line for item in items[:FAILURES_SHOWN] for line in _failure(item, shape)]
    rest = [item[0] for item in items[FAILURES_SHOWN:]]
    if rest:
        shown += [f"… and {len(rest)} more:", *_excerpt(rest, NAMES_SHOWN)]
    return shown


def _failure(item: list[str], shape: Shape) -> list[str]:
    """Cut one failure: its own words, and the end of each part below them, such as a log."""
    own, *parts = _split(item[1:], shape.part)
    shown = [item[0], *_excerpt(own, shape.first, keep_end=shape.cause_is_last)]
    for part in parts:
        shown += [part[0], *_excerpt(part[1:], LINES_OF_A_PART, keep_end=True)]
    return [*shown, ""]


def _split(lines: list[str], head: re.Pattern[str], most: int | None = None) -> list[list[str]]:
    """Split lines before each head, or before the first `most` of them; the first part is what precedes all heads."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if len(parts) - 1 != most and head.match(line):
            parts.append([])
        parts[-1].append(line)
    return parts


def _excerpt(lines: list[str], most: int, *, keep_end: bool = False) -> list[str]:
    """Keep at most so many lines, the first or the last ones, without blank ends; say how many are left out."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    lines = lines[filled[0] : filled[-1] + 1] if filled else []
    if len(lines) <= most:
        return lines
    note = f"… {len(lines) - most} lines left out …"
    return [note, *lines[-most:]] if keep_end else [*lines[:most], note]
