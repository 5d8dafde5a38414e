import { useText } from '../../../../locales/text';
import type { FlowError } from '../../machine/errors';
import styles from './FieldMessage.module.css';
import { errorMessage } from '../../text/messages';

interface FieldMessageProps {
  readonly id: string;
  readonly error: FlowError | null;
  readonly brand: string;
  readonly hint?: string;
}

/** The line under a field: its hint or its error. It keeps room for the error. */
export function FieldMessage({ id, error, brand, hint = '' }: FieldMessageProps) {
  const text = useText();
  const message = error ? errorMessage(error, text, brand) : hint;
  return (
    <p key={message} id={id} className={styles.message} data-error={error !== null}>
      {message}
    </p>
  );
}
