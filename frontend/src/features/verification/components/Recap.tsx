import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { CodeState, EndedState } from '../machine/state';
import styles from './Flow.module.css';
import { PhoneNumber } from './PhoneNumber';
import { busyWords } from './words';

interface RecapProps {
  readonly state: CodeState | EndedState;
  readonly flow: Flow;
}

/** Says which number this is about, with the two ways back. */
export function Recap({ state, flow }: RecapProps) {
  const text = useText();
  const { t } = text;
  const { activity, pending } = state;
  return (
    <div className={styles.recap}>
      <p>
        {t('sentTo')} <PhoneNumber e164={pending.phoneNumber} />
      </p>
      <Button look="link" onClick={flow.changeNumber}>
        {t('changeNumber')}
      </Button>
      <Button
        look="link"
        busyLabel={activity.kind === 'cancelling' ? busyWords(activity, text) : ''}
        onClick={flow.cancel}
      >
        {t('cancel')}
      </Button>
    </div>
  );
}
