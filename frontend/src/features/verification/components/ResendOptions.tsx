import { Button } from '../../../components/Button';
import { formatClock } from '../../../lib/i18n/formats';
import { useTimeLeft } from '../../../lib/hooks/useTimeLeft';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { CodeState, EndedState } from '../machine/state';
import styles from './Flow.module.css';
import { sendingWords } from './words';

interface ResendOptionsProps {
  readonly state: CodeState | EndedState;
  readonly flow: Flow;
  /** True when a new code is the way on, not a second thought. */
  readonly main?: boolean;
}

/** The ways to get another code, once the server allows it; until then, how long that takes. */
export function ResendOptions({ state, flow, main = false }: ResendOptionsProps) {
  const text = useText();
  const { t } = text;
  const { channel: last, channels, resendAt } = state.pending;
  const left = useTimeLeft(resendAt);
  if (channels.length === 0) return <p>{t('noMore')}</p>;
  if (left > 0) {
    return <p className={styles.clock}>{t('wait', { time: formatClock(left / 1000) })}</p>;
  }
  const again = t(main ? 'newCode' : `again_${last}`);
  return [...channels]
    .sort((one, other) => Number(other === last) - Number(one === last))
    .map((channel, index) => (
      <Button
        key={channel}
        look={main && index === 0 ? 'primary' : 'secondary'}
        busyLabel={sendingWords(state.activity, channel, text)}
        onClick={() => void flow.resend(channel)}
      >
        {channel === last ? again : t(`instead_${channel}`)}
      </Button>
    ));
}
