import { Button } from '../../../../components/Button';
import { useText } from '../../../../locales/text';
import type { Flow } from '../../flow/Flow';
import type { VerifiedState } from '../../machine/state';
import { PhoneNumber } from '../PhoneNumber';
import { busyMessage } from '../../text/messages';
import styles from './VerifiedStep.module.css';

interface VerifiedStepProps {
  readonly state: VerifiedState;
  readonly flow: Flow;
}

/** The last step: the number is verified. On a shared device the visitor can remove it. */
export function VerifiedStep({ state, flow }: VerifiedStepProps) {
  const text = useText();
  const { t } = text;
  return (
    <>
      <PhoneNumber e164={state.phoneNumber} />
      <Button variant="link" onClick={flow.restart}>
        {t('another')}
      </Button>
      <div className={styles.shared}>
        <p>{t('shared')}</p>
        <Button
          variant="secondary"
          busyLabel={busyMessage(state.activity, text)}
          onClick={() => void flow.forget()}
        >
          {t('forget')}
        </Button>
      </div>
    </>
  );
}
