/**
 * Milliseconds by a clock that nobody sets: only differences count.
 *
 * Some browsers stop it while the computer sleeps.
 */
export const now = (): number => performance.now();

/** Milliseconds by the computer's clock, which goes on during sleep, and which anybody can set. */
export const wallClock = (): number => Date.now();
