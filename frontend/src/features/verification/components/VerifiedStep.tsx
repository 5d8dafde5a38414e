import { Button } from '../../../components/Button';
import { peekParser } from '../../../lib/phone/load';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { VerifiedState } from '../machine/state';
import styles from './Flow.module.css';

interface VerifiedStepProps {
  readonly state: VerifiedState;
  readonly flow: Flow;
}

/** The end: the number is the visitor's own. */
export function VerifiedStep({ state, flow }: VerifiedStepProps) {
  const { t } = useText();
  const { phoneNumber } = state;
  return (
    <div className={styles.verified}>
      <svg className={styles.tick} viewBox="0 0 48 48" aria-hidden>
        <circle cx="24" cy="24" r="24" />
        <path d="m14 25 7 7 14-16" />
      </svg>
      <h1 className={styles.heading} data-heading tabIndex={-1}>
        {t('verifiedHeading')}
      </h1>
      <p className={styles.number} dir="ltr">
        {peekParser()?.formatNumber(phoneNumber) ?? phoneNumber}
      </p>
      <p role="status">{t('verifiedText')}</p>
      <Button look="link" onClick={flow.restart}>
        {t('another')}
      </Button>
    </div>
  );
}
