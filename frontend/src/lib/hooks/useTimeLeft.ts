import { useEffect, useState } from 'react';
import { now as readClock } from '../clock';

// The server rounds seconds up, and its clock may be a little behind: wait this much longer.
const GRACE = 1_000;

/**
 * Milliseconds until a time of the page's clock, updated every second.
 *
 * The last value is `-1000` or less: the time has passed for the server too. For another time, give the component
 * another `key`.
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
