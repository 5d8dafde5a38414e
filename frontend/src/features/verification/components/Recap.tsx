import { Button } from '../../../components/Button';
import { peekParser } from '../../../lib/phone/load';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import styles from './Flow.module.css';

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
        {t('sentTo')}{' '}
        <strong className={styles.number} dir="ltr">
          {peekParser()?.formatNumber(phoneNumber) ?? phoneNumber}
        </strong>
      </p>
      <Button look="link" onClick={flow.changeNumber}>
        {t('changeNumber')}
      </Button>
      <Button look="link" onClick={() => void flow.cancel()}>
        {t('cancel')}
      </Button>
    </div>
  );
}
