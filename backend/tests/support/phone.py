"""The other side of the sandbox: what arrived on the phones, and which calls came in."""

from __future__ import annotations

from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.server import SandboxServer


def code_for(sandbox: SandboxServer, number: str) -> str:
    """Return the code in the newest message to ``number``."""
    code = sandbox.sandbox.inbox.messages(number)[0].code
    assert code is not None
    return code


def wrong_code_for(sandbox: SandboxServer, number: str, *, nth: int = 1) -> str:
    """Return a code that is not the one that was sent; others for other ``nth``."""
    right = code_for(sandbox, number)
    return f"{(int(right) + nth) % 10 ** len(right):0{len(right)}}"


def texts(sandbox: SandboxServer, number: str | None = None) -> int:
    """Return how many messages went out."""
    return len(sandbox.sandbox.inbox.messages(number))


def calls(sandbox: SandboxServer, operation: str, number: str | None = None) -> int:
    """Return how many calls of one kind came in."""
    return len(sandbox.sandbox.calls.calls(operation=operation, to=number))


def inject(sandbox: SandboxServer, **plan: object) -> None:
    """Make calls fail, see `FaultPlan`."""
    sandbox.sandbox.faults.add(FaultPlan.model_validate(plan))


def heal(sandbox: SandboxServer) -> None:
    """Take all faults back."""
    sandbox.sandbox.faults.remove()
