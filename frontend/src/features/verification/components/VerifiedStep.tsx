import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { VerifiedState } from '../machine/state';
import styles from './Flow.module.css';
import { PhoneNumber } from './PhoneNumber';
import { busyWords } from './words';

interface VerifiedStepProps {
  readonly state: VerifiedState;
  readonly flow: Flow;
}

/** The end: the number is the visitor's own. Where others use the same browser, it need not stay. */
export function VerifiedStep({ state, flow }: VerifiedStepProps) {
  const text = useText();
  const { t } = text;
  return (
    <>
      <PhoneNumber e164={state.phoneNumber} />
      <Button look="link" onClick={flow.restart}>
        {t('another')}
      </Button>
      <div className={styles.shared}>
        <p>{t('shared')}</p>
        <Button
          look="secondary"
          busyLabel={busyWords(state.activity, text)}
          onClick={() => void flow.forget()}
        >
          {t('forget')}
        </Button>
      </div>
    </>
  );
}
