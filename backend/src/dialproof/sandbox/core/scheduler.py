"""Jobs that run later: expiry, late delivery, retries of callbacks."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since the epoch; passed in so that tests decide what time it is."""

Job = Callable[[], object]

_log = logging.getLogger(__name__)


class Scheduler:
    """Run jobs at their time on one thread, earliest first.

    Tests leave the thread alone and call `run_due` after moving their clock.
    """

    def __init__(self, clock: Clock = time.time) -> None:
        self._clock = clock
        self._jobs: list[tuple[float, int, Job]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def at(self, when: float, job: Job) -> None:
        """Run `job` at `when` (seconds since the epoch), or as soon as possible if that has passed."""
        with self._changed:
            heapq.heappush(self._jobs, (when, next(self._order), job))
            self._changed.notify()

    def run_due(self) -> None:
        """Run every job that is due, including those that these jobs schedule."""
        while (job := self._take_due()) is not None:
            try:
                job()
            except Exception:  # noqa: BLE001 - logged with its traceback
                # One broken job must not stop time for all the others.
                _log.exception("a scheduled job failed")

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sandbox-scheduler", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _take_due(self) -> Job | None:
        with self._changed:
            if self._stopped or not self._jobs or self._jobs[0][0] > self._clock():
                return None
            return heapq.heappop(self._jobs)[2]

    def _run(self) -> None:
        while self._wait_for_next():
            self.run_due()

    def _wait_for_next(self) -> bool:
        """Sleep until a job is due or something changes; say whether to go on."""
        with self._changed:
            if not self._stopped:
                self._changed.wait(max(0.0, self._jobs[0][0] - self._clock()) if self._jobs else None)
            return not self._stopped
