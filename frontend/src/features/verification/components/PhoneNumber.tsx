import { peekParser } from '../../../lib/phone/load';
import styles from './Flow.module.css';

/** A number as people read it, left to right in every language. */
export function PhoneNumber({ e164 }: { readonly e164: string }) {
  return (
    <strong className={styles.number} dir="ltr">
      {peekParser()?.formatNumber(e164) ?? e164}
    </strong>
  );
}
