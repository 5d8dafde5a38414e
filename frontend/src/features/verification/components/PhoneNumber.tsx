import { useEffect, useRef } from 'react';
import { useNumberParser } from '../../../lib/hooks/useNumberParser';
import styles from './PhoneNumber.module.css';

/** A number with spaces, left to right in every language; plain E.164 until the parser has loaded. */
export function PhoneNumber({ e164 }: { readonly e164: string }) {
  const [parser, preloadParser] = useNumberParser();
  const preload = useRef(preloadParser);
  useEffect(() => {
    // After a reload in a later step, nothing else has loaded the parser.
    preload.current();
  }, []);
  return (
    <strong className={styles.number} dir="ltr">
      {parser?.formatNumber(e164) ?? e164}
    </strong>
  );
}
