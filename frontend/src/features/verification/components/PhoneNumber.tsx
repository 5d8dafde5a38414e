import { useEffect, useRef } from 'react';
import { useParser } from '../../../lib/phone/useParser';
import styles from './Flow.module.css';

/** A number as people read it, left to right in every language; as it came until the parser is there. */
export function PhoneNumber({ e164 }: { readonly e164: string }) {
  const [parser, warmParser] = useParser();
  const warm = useRef(warmParser);
  useEffect(() => {
    // A page that was reloaded at a later step has not needed the parser yet.
    warm.current();
  }, []);
  return (
    <strong className={styles.number} dir="ltr">
      {parser?.formatNumber(e164) ?? e164}
    </strong>
  );
}
