import { useState } from 'react';
import { Button } from '../../../components/Button';
import { formatClock } from '../../../lib/i18n/formats';
import { useTimeLeft } from '../../../lib/hooks/useTimeLeft';
import { useText } from '../../../locales/text';
import type { Pending } from '../machine/state';
import styles from './Flow.module.css';

interface ResendOptionsProps {
  readonly pending: Pending;
  /** True when a new code is the way on, not a second thought. */
  readonly main?: boolean;
  readonly busy: boolean;
  readonly onResend: (channel: Pending['channel']) => void;
}

/** The ways to get another code, once the server allows it; until then, how long that takes. */
export function ResendOptions({ pending, main = false, busy, onResend }: ResendOptionsProps) {
  const { t } = useText();
  const { channel: last, channels } = pending;
  const left = useTimeLeft(pending.resendAt);
  const [asked, setAsked] = useState(last);
  if (channels.length === 0) return <p>{t('noMore')}</p>;
  if (left > 0)
    return <p className={styles.clock}>{t('wait', { time: formatClock(left / 1000) })}</p>;
  const again = main ? t('newCode') : t(`again_${last}`);
  return [...channels]
    .sort((one, other) => Number(other === last) - Number(one === last))
    .map((channel, index) => (
      <Button
        key={channel}
        look={main && index === 0 ? 'primary' : 'secondary'}
        busyLabel={busy && channel === asked ? t('sending') : ''}
        onClick={() => {
          setAsked(channel);
          onResend(channel);
        }}
      >
        {channel === last ? again : t(`instead_${channel}`)}
      </Button>
    ));
}
