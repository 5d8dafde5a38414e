/**
 * Milliseconds of a monotonic clock: only differences mean anything.
 *
 * Some browsers stop it while the computer sleeps.
 */
export const now = (): number => performance.now();

/** Milliseconds of the computer's clock, which runs during sleep and can be set. */
export const wallClock = (): number => Date.now();
