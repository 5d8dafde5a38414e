import { useEffect } from 'react';
import { Button } from '../../../../components/Button';
import { useTimeLeft } from '../../../../lib/hooks/useTimeLeft';
import { formatCountdown } from '../../../../lib/i18n/formats';
import { useText } from '../../../../locales/text';
import type { Flow } from '../../flow/Flow';
import { useWebOtp } from '../../hooks/useWebOtp';
import { fieldOf } from '../../machine/errors';
import type { CodeState } from '../../machine/state';
import { CodeField } from '../fields/CodeField';
import { FieldMessage } from '../fields/FieldMessage';
import card from '../Card.module.css';
import { NumberSummary } from '../NumberSummary';
import { ResendOptions } from '../ResendOptions';
import type { FieldIds } from '../StepPanel';
import styles from './CodeStep.module.css';

interface ExpiryProps {
  readonly state: CodeState;
  readonly flow: Flow;
}

function Expiry({ state, flow }: ExpiryProps) {
  const { t } = useText();
  const left = useTimeLeft(state.pending.expiresAt);
  useEffect(() => {
    flow.refreshAfterSleep();
  }, [left, flow]);
  // Wait for a call that is under way: its answer may be about this code.
  const expired = left <= -1000 && state.activity.kind === 'idle';
  useEffect(() => {
    if (expired) void flow.handleExpiry();
  }, [expired, flow]);
  return (
    <span className={styles.clock}>{t('goodFor', { time: formatCountdown(left / 1000) })}</span>
  );
}

interface CodeStepProps extends ExpiryProps {
  readonly ids: FieldIds;
}

/** The second step: asks for the code. */
export function CodeStep({ state, flow, ids }: CodeStepProps) {
  const { t } = useText();
  const { pending, code, error, notice, activity, config } = state;
  const id = ids.code;
  const invalid = error !== null && fieldOf(error) === 'code';
  useWebOtp(flow.editCode);
  return (
    <>
      <NumberSummary state={state} flow={flow} />
      <form
        noValidate
        className={card.form}
        onSubmit={(event) => {
          event.preventDefault();
          void flow.submitCode();
        }}
      >
        <div className={styles.field}>
          <CodeField
            id={id}
            value={code}
            length={pending.codeLength}
            invalid={invalid}
            messageId={`${id}-message`}
            aside={<Expiry key={pending.expiresAt} state={state} flow={flow} />}
            focusTrigger={notice?.kind === 'resent' ? notice : null}
            onText={flow.editCode}
          />
          <FieldMessage id={`${id}-message`} error={invalid ? error : null} brand={config.brand} />
        </div>
        <Button type="submit" busyLabel={activity.kind === 'checking' ? t('checking') : ''}>
          {t('verify')}
        </Button>
      </form>
      <div className={styles.others}>
        <p className={styles.question}>{t('noCode')}</p>
        <ResendOptions key={pending.resendAt} state={state} flow={flow} />
      </div>
    </>
  );
}
