"""What a lock file may hold: hashes, and no address of any registry."""

import json

from devtools import locks

HASHED = """\
flask==3.1.2 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
redis==6.4.0 ; python_version >= '3.11' \\
    --hash=sha256:cc
"""
PACKAGES = {
    "": {"name": "form"},
    "node_modules/react": {"version": "19.0.0", "integrity": "sha512-aa"},
    "node_modules/inner": {"version": "1.0.0", "inBundle": True},
}


def test_the_locks_of_this_repository_are_as_they_should_be() -> None:
    locks.check_locks()


def test_a_requirement_with_a_hash_and_no_host_is_good() -> None:
    assert locks.python_faults(HASHED) == []


def test_an_index_address_or_a_missing_hash_is_found() -> None:
    faults = locks.python_faults("--index-url https://pypi.example.org/simple\n" + HASHED + "vonage==4.9.0\n")
    assert "line 1 names a host" in faults
    assert "vonage has no hash" in faults


def test_a_package_with_an_integrity_hash_and_no_address_is_good() -> None:
    assert locks.npm_faults(json.dumps({"packages": PACKAGES})) == []


def test_an_address_or_a_missing_integrity_hash_is_found() -> None:
    entry = {"version": "1.0.0", "resolved": "https://registry.example.org/a.tgz"}
    faults = locks.npm_faults(json.dumps({"packages": {**PACKAGES, "node_modules/a": entry}}))
    assert faults == ["node_modules/a names a host", "node_modules/a has no hash"]


def test_addresses_are_taken_out_and_hashes_stay() -> None:
    entry = {"version": "1.0.0", "resolved": "https://registry.example.org/a.tgz", "integrity": "sha512-bb"}
    cleaned = json.loads(locks.without_addresses(json.dumps({"packages": {"": {}, "node_modules/a": entry}})))
    assert cleaned["packages"]["node_modules/a"] == {"version": "1.0.0", "integrity": "sha512-bb"}
