import { Button } from '../../../../components/Button';
import { useTimeLeft } from '../../../../lib/hooks/useTimeLeft';
import type { Channel } from '../../../../lib/api/types';
import { useText } from '../../../../locales/text';
import type { Flow } from '../../flow/Flow';
import type { PhoneState } from '../../machine/state';
import styles from '../Card.module.css';
import { NumberFields } from '../fields/NumberFields';
import type { FieldIds } from '../StepPanel';
import { sendingMessage } from '../../text/messages';

interface PhoneStepProps {
  readonly state: PhoneState;
  readonly flow: Flow;
  readonly ids: FieldIds;
}

/** The channel of the main button: a call where the number cannot get texts. */
function mainChannel({ config, activity, error }: PhoneState): Channel {
  // An edit while the code is being sent removes the error, but not what the button says.
  if ('channel' in activity && activity.channel !== undefined) return activity.channel;
  if (error?.code === 'phone_without_texts') return 'voice';
  return config.channels[0] ?? 'sms';
}

/** The first step: asks for the number. */
export function PhoneStep({ state, flow, ids }: PhoneStepProps) {
  const text = useText();
  const { t } = text;
  const { activity, pending } = state;
  const channel = mainChannel(state);
  const codeLeft = useTimeLeft(pending?.expiresAt ?? -Infinity);
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void flow.submitNumber(channel);
      }}
    >
      <NumberFields state={state} flow={flow} ids={ids} />
      <Button type="submit" busyLabel={sendingMessage(activity, channel, text)}>
        {t(`send_${channel}`)}
      </Button>
      {codeLeft > 0 && (
        <Button variant="link" onClick={flow.reopenCode}>
          {t('backToCode')}
        </Button>
      )}
    </form>
  );
}
