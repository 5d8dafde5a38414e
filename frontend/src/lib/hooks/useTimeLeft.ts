import { useEffect, useState } from 'react';
import { now as readClock } from '../clock';

// The server rounds its seconds up, and its clock may be a little behind: this much later it agrees.
const GRACE = 1_000;

/**
 * Milliseconds until a moment of our clock, renewed whenever the second changes.
 *
 * The last value is `-1000` or less, when nobody can doubt that the moment has passed. For another moment,
 * give the component another `key`.
 */
export function useTimeLeft(until: number): number {
  const [now, setNow] = useState(readClock);
  const left = until - now;
  useEffect(() => {
    if (left <= -GRACE) return;
    const untilNextSecond = left > 0 ? left % 1000 || 1000 : left + GRACE;
    const timer = setTimeout(() => {
      setNow(readClock());
    }, untilNextSecond);
    return () => {
      clearTimeout(timer);
    };
  }, [left]);
  return left;
}
