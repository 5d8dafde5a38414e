/**
 * Detects that the computer slept. Some browsers stop the page's clock meanwhile, so that the computer's clock runs ahead
 * of it. Somebody may also have set the computer's clock.
 */

// The two clocks drift apart a little even without a sleep.
const THRESHOLD = 2_000;

export class SleepDetector {
  readonly #now: () => number;
  readonly #wallClock: () => number;
  // How far the computer's clock was ahead at the last answer of the server.
  #offset = 0;
  // How much of the sleep since then has been reported.
  #reported = 0;

  /** Takes a monotonic clock and the computer's own; both in milliseconds. */
  constructor(now: () => number, wallClock: () => number) {
    this.#now = now;
    this.#wallClock = wallClock;
  }

  /** Milliseconds of sleep that the page's clock may have missed since the server's last answer. */
  sleptFor(): number {
    return Math.max(0, this.#drift() - this.#offset);
  }

  /** True once for each sleep. */
  detectSleep(): boolean {
    const sleptFor = this.sleptFor();
    if (sleptFor - this.#reported < THRESHOLD) return false;
    this.#reported = sleptFor;
    return true;
  }

  /** Call when the server has answered: what the page shows is up to date. */
  reset(): void {
    this.#offset = this.#drift();
    this.#reported = 0;
  }

  #drift(): number {
    return this.#wallClock() - this.#now();
  }
}
