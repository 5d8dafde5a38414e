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


def test_a_hash_is_stable_and_tells_nothing() -> None:
    hashes_of = keyed_hash(["secret"], purpose="limits")
    [digest] = hashes_of("+14155550100")
    assert hashes_of("+14155550100") == (digest,)
    assert hashes_of("+14155550101") != (digest,)
    assert "555" not in digest[:3] + digest[-3:]
    assert keyed_hash(["other"], purpose="limits")("+14155550100") != (digest,)


def test_there_is_a_hash_for_every_secret_the_current_one_first() -> None:
    both = keyed_hash(["new", "old"], purpose="limits")("+14155550100")
    assert both == tuple(keyed_hash([secret], purpose="limits")("+14155550100")[0] for secret in ("new", "old"))
