"""The pages for developers, in a real browser: see ``developer_pages.spec.ts``."""

from __future__ import annotations

import re
from pathlib import Path

from dialproof.sandbox.server import SandboxServer
from support import guide
from support.api import ApiProcess, environment
from support.node import Workshop

SPEC = Path(__file__).with_name("developer_pages.spec.ts")


def test_the_pages_are_accessible_self_contained_and_can_be_tried(sandbox: SandboxServer, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    with ApiProcess(tmp_path, environment(sandbox.url, SANDBOX_PHONE_URL=sandbox.url)) as api:
        workshop.write(SPEC.name, guide.moved(SPEC.read_text(), api=api.url, phone=sandbox.url))
        printed = workshop.playwright()
    assert re.search(r"^ *\d+ passed", printed, re.MULTILINE)
    assert not re.search(r"\d+ (failed|skipped|flaky)", printed)
