"""Levers of the sandbox: what the provider does wrong, and whether it has done so."""

import requests

from compose.stack import Stack


def slow_down(stack: Stack, operation: str, number: str, *, seconds: float, **more: str) -> None:
    fault = {"operation": operation, "to": number, "latency": seconds, **more}
    assert requests.post(f"{stack.sandbox}/control/faults", json=fault, timeout=10).status_code == 201


def has_taken_up(stack: Stack, number: str) -> bool:
    answer = requests.get(f"{stack.sandbox}/control/faults", params={"to": number}, timeout=10)
    return not answer.json()["faults"]
