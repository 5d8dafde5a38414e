"""Counters in Redis, shared by all processes and machines: one round trip for each question.

Every question is a script, which Redis runs without letting another in between
(https://redis.io/docs/latest/develop/programmability/eval-intro/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from dialproof.limits.counters import Answer, Claim, Count

PREFIX: Final = "dialproof"
PROBE: Final = "alive"

# KEYS are counters, ARGV holds the quota and the window in milliseconds of each.
_RESERVE: Final = """
local counts, granted = {}, 1
for i, key in ipairs(KEYS) do
    counts[i] = tonumber(redis.call('get', key) or '0')
    if counts[i] >= tonumber(ARGV[2 * i - 1]) then granted = 0 end
end
local answer = {granted}
for i, key in ipairs(KEYS) do
    if granted == 1 then
        counts[i] = counts[i] + 1
        if counts[i] == 1 then redis.call('set', key, 1, 'px', ARGV[2 * i]) else redis.call('incr', key) end
    end
    answer[2 * i] = counts[i]
    answer[2 * i + 1] = math.max(0, redis.call('pttl', key))
end
return answer
"""
_GIVE_BACK: Final = """
for _, key in ipairs(KEYS) do
    local count = tonumber(redis.call('get', key) or '0')
    if count > 1 then redis.call('decr', key) elseif count == 1 then redis.call('del', key) end
end
"""
_LOOK: Final = """
local answer = {}
for i, key in ipairs(KEYS) do
    answer[2 * i - 1] = tonumber(redis.call('get', key) or '0')
    answer[2 * i] = math.max(0, redis.call('pttl', key))
end
return answer
"""
# ARGV holds the window in milliseconds, and how many more.
_ADD: Final = """
local before = tonumber(redis.call('get', KEYS[1]) or '0')
if before == 0 then redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[1]) else redis.call('incrby', KEYS[1], ARGV[2]) end
return {before + ARGV[2], redis.call('pttl', KEYS[1])}
"""
# ARGV holds for how long, in milliseconds.
_MARK: Final = """
for i, key in ipairs(KEYS) do
    if tonumber(ARGV[i]) > 0 then redis.call('set', key, 1, 'px', ARGV[i]) else redis.call('del', key) end
end
"""


class RedisCounters:
    """Counters in Redis; whatever goes wrong there is raised as it comes.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``.
        timeout: seconds to connect, and again to wait for an answer.
        clock: seconds since the epoch; Redis tells times from now.
    """

    def __init__(self, url: str, *, timeout: float, clock: Callable[[], float]) -> None:
        options: dict[str, Any] = {
            "socket_timeout": timeout,
            "socket_connect_timeout": timeout,
            # Tried once: repeating it here would multiply the time that a visitor waits for a store in trouble.
            "retry": Retry(NoBackoff(), 0),
        }
        self.client: Final = Redis.from_url(url, **options)
        self._reserve = self.client.register_script(_RESERVE)
        self._give_back = self.client.register_script(_GIVE_BACK)
        self._look = self.client.register_script(_LOOK)
        self._add = self.client.register_script(_ADD)
        self._mark = self.client.register_script(_MARK)
        self._clock = clock

    def reserve(self, claims: Sequence[Claim]) -> Answer:
        """Take one from each counter, or none if any is used up."""
        figures = [figure for claim in claims for figure in (claim.quota, claim.window * 1000)]
        granted, *counted = cast("list[int]", self._reserve(_names(claim.key for claim in claims), figures))
        return Answer(granted=bool(granted), counts=tuple(self._counts(counted)), shared=True)

    def give_back(self, claims: Sequence[Claim]) -> None:
        """Return what was granted."""
        self._give_back(_names(claim.key for claim in claims))

    def look(self, keys: Sequence[str]) -> list[Count]:
        """Return the counts."""
        return self._counts(cast("list[int]", self._look(_names(keys))))

    def add(self, key: str, window: float, amount: int = 1) -> Count:
        """Count ``amount`` more, whatever the count."""
        return self._counts(cast("list[int]", self._add(_names([key]), [round(window * 1000), amount])))[0]

    def mark(self, seconds: Mapping[str, float]) -> None:
        """Remember each key for that long; 0 forgets it."""
        self._mark(_names(seconds), [round(wait * 1000) for wait in seconds.values()])

    def probe(self) -> None:
        """Raise what keeps Redis from counting: one that can only be read is of no use."""
        self.mark({PROBE: 1})

    def _counts(self, counted: Sequence[int]) -> list[Count]:
        now = self._clock()
        return [Count(count, now + left / 1000) for count, left in zip(counted[::2], counted[1::2], strict=True)]


def _names(keys: Iterable[str]) -> list[str]:
    return [f"{PREFIX}:{key}" for key in keys]
