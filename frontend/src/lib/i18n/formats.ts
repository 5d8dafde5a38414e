const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Formats a wait in words, such as "in 3 minutes", rounded up.
 *
 * Digits stay Western in every language, as those of the code are.
 */
export function formatRelativeTime(seconds: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(`${locale}-u-nu-latn`);
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 2 * MINUTE) return format.format(whole, 'second');
  if (whole < 2 * HOUR) return format.format(Math.ceil(whole / MINUTE), 'minute');
  return format.format(Math.ceil(whole / HOUR), 'hour');
}

/** Formats a countdown as minutes and seconds, such as `4:09` or `60:00`. */
export function formatCountdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, '0')}`;
}
