import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { UnavailableState } from '../machine/state';
import { CancelButton } from './CancelButton';
import styles from './Flow.module.css';
import { busyWords } from './words';

interface UnavailableStepProps {
  readonly state: UnavailableState;
  readonly flow: Flow;
  /** Absent where there is nothing to go back to. */
  readonly onCancel: (() => void) | undefined;
}

/** The page could not learn where the visitor stands. */
export function UnavailableStep({ state, flow, onCancel }: UnavailableStepProps) {
  const text = useText();
  return (
    <div className={styles.form}>
      <Button busyLabel={busyWords(state.activity, text)} onClick={flow.load}>
        {text.t('retry')}
      </Button>
      <CancelButton onCancel={onCancel} />
    </div>
  );
}
