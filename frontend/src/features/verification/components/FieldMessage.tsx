import { useText } from '../../../locales/text';
import type { FlowError } from '../machine/errors';
import styles from './Flow.module.css';
import { errorWords } from './words';

interface FieldMessageProps {
  readonly id: string;
  readonly error: FlowError | null;
  readonly brand: string;
  readonly hint?: string;
}

/** The line under a field: its hint, or what is wrong with it. Room for the error is kept. */
export function FieldMessage({ id, error, brand, hint = '' }: FieldMessageProps) {
  const text = useText();
  const words = error ? errorWords(error, text, brand) : hint;
  return (
    <p key={words} id={id} className={styles.fieldMessage} data-error={error !== null}>
      {words}
    </p>
  );
}
