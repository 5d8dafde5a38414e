import { Button } from '../../../components/Button';
import { useTimeLeft } from '../../../lib/hooks/useTimeLeft';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { PhoneState } from '../machine/state';
import styles from './Flow.module.css';
import { NumberFields } from './NumberFields';
import type { FieldIds } from './StepPanel';
import { sendingWords } from './words';

interface PhoneStepProps {
  readonly state: PhoneState;
  readonly flow: Flow;
  readonly ids: FieldIds;
}

/** The first step: which number. */
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
      <Button type="submit" busyLabel={sendingWords(activity, channel, text)}>
        {t(`send_${channel}`)}
      </Button>
      {error?.code === 'phone_without_texts' && (
        <Button
          look="secondary"
          busyLabel={sendingWords(activity, 'voice', text)}
          onClick={() => void flow.submitNumber('voice')}
        >
          {t('instead_voice')}
        </Button>
      )}
      {codeLeft > 0 && (
        <Button look="link" onClick={flow.reopenCode}>
          {t('backToCode')}
        </Button>
      )}
    </form>
  );
}
