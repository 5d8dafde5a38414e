import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../flow/Flow';
import type { CodeState, EndedState } from '../machine/state';
import styles from './NumberSummary.module.css';
import { PhoneNumber } from './PhoneNumber';
import { busyMessage } from '../text/messages';

interface NumberSummaryProps {
  readonly state: CodeState | EndedState;
  readonly flow: Flow;
}

/** Shows the number that the code was sent to, with "Change number" and "Cancel". */
export function NumberSummary({ state, flow }: NumberSummaryProps) {
  const text = useText();
  const { t } = text;
  const { activity, pending } = state;
  return (
    <div className={styles.summary}>
      <p className={styles.sentTo}>
        {t('sentTo')} <PhoneNumber e164={pending.phoneNumber} />
      </p>
      <Button variant="link" onClick={flow.changeNumber}>
        {t('changeNumber')}
      </Button>
      <Button
        variant="link"
        busyLabel={activity.kind === 'cancelling' ? busyMessage(activity, text) : ''}
        onClick={flow.cancel}
      >
        {t('cancel')}
      </Button>
    </div>
  );
}
