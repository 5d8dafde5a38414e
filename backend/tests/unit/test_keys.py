from __future__ import annotations

from dialproof.keys import KEY_BYTES, derive_key, keyed_hash


def test_purposes_get_unrelated_keys() -> None:
    keys = {
        derive_key("secret", purpose="one"),
        derive_key("secret", purpose="two"),
        derive_key("other", purpose="one"),
    }
    assert len(keys) == 3
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_a_name_is_stable_and_tells_nothing() -> None:
    name = keyed_hash("secret", purpose="limits")
    assert name("+14155550100") == name("+14155550100")
    assert name("+14155550100") != name("+14155550101")
    assert "555" not in name("+14155550100")[:3] + name("+14155550100")[-3:]
    assert keyed_hash("other", purpose="limits")("+14155550100") != name("+14155550100")
