import { Button } from '../../../components/Button';
import { formatCountdown } from '../../../lib/i18n/formats';
import { useTimeLeft } from '../../../lib/hooks/useTimeLeft';
import { useText } from '../../../locales/text';
import type { Flow } from '../flow/Flow';
import type { CodeState, EndedState } from '../machine/state';
import styles from './ResendOptions.module.css';
import { sendingMessage } from '../text/messages';

interface ResendOptionsProps {
  readonly state: CodeState | EndedState;
  readonly flow: Flow;
  /** True when a new code is the main action of the step. */
  readonly primary?: boolean;
}

/** The channels for another code, once the server allows one; until then a countdown. */
export function ResendOptions({ state, flow, primary = false }: ResendOptionsProps) {
  const text = useText();
  const { t } = text;
  const { channel: last, channels, resendAt } = state.pending;
  const left = useTimeLeft(resendAt);
  if (channels.length === 0) return <p>{t('noMore')}</p>;
  if (left > 0) {
    return <p className={styles.wait}>{t('wait', { time: formatCountdown(left / 1000) })}</p>;
  }
  const again = t(primary ? 'newCode' : `again_${last}`);
  return [...channels]
    .sort((one, other) => Number(other === last) - Number(one === last))
    .map((channel, index) => (
      <Button
        key={channel}
        variant={primary && index === 0 ? 'primary' : 'secondary'}
        busyLabel={sendingMessage(state.activity, channel, text)}
        onClick={() => void flow.resend(channel)}
      >
        {channel === last ? again : t(`instead_${channel}`)}
      </Button>
    ));
}
