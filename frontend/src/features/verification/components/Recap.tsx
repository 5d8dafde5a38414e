import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import styles from './Flow.module.css';
import { PhoneNumber } from './PhoneNumber';

interface RecapProps {
  readonly phoneNumber: string;
  readonly flow: Flow;
}

/** Says which number this is about, with the two ways back. */
export function Recap({ phoneNumber, flow }: RecapProps) {
  const { t } = useText();
  return (
    <div className={styles.recap}>
      <p>
        {t('sentTo')} <PhoneNumber e164={phoneNumber} />
      </p>
      <Button look="link" onClick={flow.changeNumber}>
        {t('changeNumber')}
      </Button>
      <Button look="link" onClick={flow.cancel}>
        {t('cancel')}
      </Button>
    </div>
  );
}
