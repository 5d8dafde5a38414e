import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { LoadingState, UnavailableState } from '../machine/state';
import styles from './Flow.module.css';
import { busyWords, errorWords } from './words';

/** Before the page knows where the visitor stands. Says nothing unless it takes long. */
export function LoadingStep({ state }: { readonly state: LoadingState }) {
  const { t } = useText();
  const slow = state.activity.kind !== 'idle' && state.activity.slow;
  return (
    <p role="status" className={styles.loading}>
      {slow ? t('slow') : t('loading')}
    </p>
  );
}

interface UnavailableStepProps {
  readonly state: UnavailableState;
  readonly flow: Flow;
}

/** The page could not learn where the visitor stands. */
export function UnavailableStep({ state, flow }: UnavailableStepProps) {
  const text = useText();
  const { activity, error } = state;
  return (
    <>
      <h1 className={styles.heading} data-heading tabIndex={-1}>
        {text.t('unavailableHeading')}
      </h1>
      <p role="alert">{errorWords(error, text, '')}</p>
      <Button busyLabel={busyWords(activity, text)} onClick={() => void flow.load()}>
        {text.t('retry')}
      </Button>
    </>
  );
}
