/**
 * Notices that the computer slept: some browsers count no time then, so that the computer's clock runs ahead of the
 * page's. It may also have been set.
 */

// The two clocks drift apart a little even where nobody sleeps.
const SLEPT_AFTER = 2_000;

export class SleepWatch {
  readonly #now: () => number;
  readonly #wallClock: () => number;
  // How far the computer's clock was ahead when the server was last heard, and how much of a sleep since is known.
  #ahead = 0;
  #known = 0;

  /** Takes a clock that nobody sets and the computer's own; both in milliseconds. */
  constructor(now: () => number, wallClock: () => number) {
    this.#now = now;
    this.#wallClock = wallClock;
  }

  /** Milliseconds that the computer may have slept uncounted since the server was heard. */
  asleep(): number {
    return Math.max(0, this.#drift() - this.#ahead);
  }

  /** Tells whether there was a sleep that it has not told of yet. */
  notices(): boolean {
    const asleep = this.asleep();
    if (asleep - this.#known < SLEPT_AFTER) return false;
    this.#known = asleep;
    return true;
  }

  /** The server was heard: what the page shows is as new as its clock says. */
  settle(): void {
    this.#ahead = this.#drift();
    this.#known = 0;
  }

  #drift(): number {
    return this.#wallClock() - this.#now();
  }
}
