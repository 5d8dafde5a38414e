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

from dialproof.limits.counters import Answer, Claim, Count, Key

PREFIX: Final = "dialproof"
PROBE: Final = "alive"

# A counter has several names while a secret is replaced. Processes know one name in common at least, and count under
# all that they know, so the highest count is that of everybody, and its window is the one that holds.
_HELD: Final = """
local function held(first, names)
    local count, left = 0, 0
    for i = first, first + names - 1 do
        local found = tonumber(redis.call('get', KEYS[i]) or '0')
        if found > 0 and found >= count then
            local ends = redis.call('pttl', KEYS[i])
            if found > count or ends > left then count, left = found, ends end
        end
    end
    return count, math.max(0, left)
end
local function add(first, names, window, amount)
    local count, left = held(first, names)
    if count == 0 then left = window end
    for i = first, first + names - 1 do
        if count > 0 and tonumber(redis.call('get', KEYS[i]) or '0') == count then
            redis.call('incrby', KEYS[i], amount)
        else
            redis.call('set', KEYS[i], count + amount, 'px', math.max(1, left))
        end
    end
    return count + amount, left
end
"""
# KEYS are the names of counters; ARGV holds how many each has, its quota and its window in milliseconds.
_RESERVE: Final = (
    _HELD
    + """
local answer, granted, first = {1}, true, 1
for i = 1, #ARGV, 3 do
    local count, left = held(first, tonumber(ARGV[i]))
    if count >= tonumber(ARGV[i + 1]) then granted = false end
    answer[#answer + 1], answer[#answer + 2] = count, left
    first = first + tonumber(ARGV[i])
end
if not granted then answer[1] = 0 return answer end
answer, first = {1}, 1
for i = 1, #ARGV, 3 do
    local count, left = add(first, tonumber(ARGV[i]), tonumber(ARGV[i + 2]), 1)
    answer[#answer + 1], answer[#answer + 2] = count, left
    first = first + tonumber(ARGV[i])
end
return answer
"""
)
_GIVE_BACK: Final = """
for _, key in ipairs(KEYS) do
    local count = tonumber(redis.call('get', key) or '0')
    if count > 1 then redis.call('decr', key) elseif count == 1 then redis.call('del', key) end
end
"""
# ARGV holds how many names each counter has.
_LOOK: Final = (
    _HELD
    + """
local answer, first = {}, 1
for i = 1, #ARGV do
    local count, left = held(first, tonumber(ARGV[i]))
    answer[#answer + 1], answer[#answer + 2] = count, left
    first = first + tonumber(ARGV[i])
end
return answer
"""
)
# KEYS are the names of one counter; ARGV holds the window in milliseconds, and how many more.
_ADD: Final = (
    _HELD
    + """
local count, left = add(1, #KEYS, tonumber(ARGV[1]), tonumber(ARGV[2]))
return {count, left}
"""
)
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
        figures = [figure for claim in claims for figure in (len(claim.key), claim.quota, claim.window * 1000)]
        granted, *counted = cast("list[int]", self._reserve(_names(claim.key for claim in claims), figures))
        return Answer(granted=bool(granted), counts=tuple(self._counts(counted)), shared=True)

    def give_back(self, claims: Sequence[Claim]) -> None:
        """Return what was granted."""
        self._give_back(_names(claim.key for claim in claims))

    def look(self, keys: Sequence[Key]) -> list[Count]:
        """Return the counts."""
        return self._counts(cast("list[int]", self._look(_names(keys), [len(key) for key in keys])))

    def add(self, key: Key, window: float, amount: int = 1) -> Count:
        """Count ``amount`` more, whatever the count."""
        return self._counts(cast("list[int]", self._add(_names([key]), [round(window * 1000), amount])))[0]

    def mark(self, seconds: Mapping[Key, float]) -> None:
        """Remember each key for that long; 0 forgets it."""
        self._mark(_names(seconds), [round(wait * 1000) for key, wait in seconds.items() for _ in key])

    def probe(self) -> None:
        """Raise what keeps Redis from counting: one that can only be read is of no use."""
        self.mark({(PROBE,): 1})

    def _counts(self, counted: Sequence[int]) -> list[Count]:
        now = self._clock()
        return [Count(count, now + left / 1000) for count, left in zip(counted[::2], counted[1::2], strict=True)]


def _names(keys: Iterable[Key]) -> list[str]:
    return [f"{PREFIX}:{name}" for key in keys for name in key]
