"""Revisions of sessions in Redis: a hash for each, with what was begun, what is the newest and what that is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, cast

from redis import Redis

from dialproof.limits.redis_counters import PREFIX
from dialproof.limits.revisions import Latest

# ARGV: what it must be higher than, and how long to remember it in milliseconds.
_RESERVE: Final = """
local held = redis.call('hmget', KEYS[1], 'begun', 'latest')
local begun = math.max(tonumber(held[1] or '0'), tonumber(held[2] or '0'), tonumber(ARGV[1])) + 1
redis.call('hset', KEYS[1], 'begun', begun)
redis.call('pexpire', KEYS[1], ARGV[2])
return begun
"""
# ARGV: the revision, its subject, how long to remember it in milliseconds.
_COMMIT: Final = """
local held = redis.call('hmget', KEYS[1], 'latest', 'subject')
if tonumber(held[1] or '0') > tonumber(ARGV[1]) then return {tonumber(held[1]), held[2] or ''} end
redis.call('hset', KEYS[1], 'latest', ARGV[1], 'subject', ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[3])
return {tonumber(ARGV[1]), ARGV[2]}
"""
# ARGV: the base, the subject, how long to remember it, and the subjects that may be passed by.
_ADVANCE: Final = """
local held = redis.call('hmget', KEYS[1], 'begun', 'latest', 'subject')
local latest = tonumber(held[2] or '0')
local passes = latest <= tonumber(ARGV[1])
for i = 4, #ARGV do passes = passes or held[3] == ARGV[i] end
if not passes then return 0 end
local begun = math.max(tonumber(held[1] or '0'), latest, tonumber(ARGV[1])) + 1
redis.call('hset', KEYS[1], 'begun', begun, 'latest', begun, 'subject', ARGV[2])
redis.call('pexpire', KEYS[1], ARGV[3])
return begun
"""


class RedisRevisions:
    """Revisions in Redis; whatever goes wrong there is raised as it comes.

    Args:
        redis: a client.
        lifetime: seconds for which a session's revisions are remembered after its last call.
    """

    def __init__(self, redis: Redis, *, lifetime: float) -> None:
        self._redis = redis
        self._lifetime = round(lifetime * 1000)
        self._reserve = redis.register_script(_RESERVE)
        self._commit = redis.register_script(_COMMIT)
        self._advance = redis.register_script(_ADVANCE)

    def reserve(self, key: str, *, after: int) -> int:
        """Return the next revision."""
        return cast("int", self._reserve([_name(key)], [after, self._lifetime]))

    def commit(self, key: str, revision: int, subject: str) -> Latest:
        """Make ``revision`` the newest, unless a later one is."""
        held = cast("tuple[int, bytes]", self._commit([_name(key)], [revision, subject, self._lifetime]))
        return Latest(held[0], held[1].decode())

    def advance(self, key: str, base: int, subject: str, *, past: Collection[str] = ()) -> Latest | None:
        """Reserve and commit in one step."""
        revision = cast("int", self._advance([_name(key)], [base, subject, self._lifetime, *past]))
        return Latest(revision, subject) if revision else None

    def latest(self, key: str) -> Latest:
        """Return the newest."""
        revision, subject = cast("list[bytes | None]", self._redis.hmget(_name(key), ["latest", "subject"]))
        return Latest(int(revision or 0), (subject or b"").decode())


def _name(key: str) -> str:
    return f"{PREFIX}:{key}"
