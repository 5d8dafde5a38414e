import { Button } from '../../../../components/Button';
import { useTimeLeft } from '../../../../lib/hooks/useTimeLeft';
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

/** The first step: asks for the number. */
export function PhoneStep({ state, flow, ids }: PhoneStepProps) {
  const text = useText();
  const { t } = text;
  const { config, activity, error, pending } = state;
  const [channel = 'sms'] = config.channels;
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
      {error?.code === 'phone_without_texts' && (
        <Button
          variant="secondary"
          busyLabel={sendingMessage(activity, 'voice', text)}
          onClick={() => void flow.submitNumber('voice')}
        >
          {t('instead_voice')}
        </Button>
      )}
      {codeLeft > 0 && (
        <Button variant="link" onClick={flow.reopenCode}>
          {t('backToCode')}
        </Button>
      )}
    </form>
  );
}
