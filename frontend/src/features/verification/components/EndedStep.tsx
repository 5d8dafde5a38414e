import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { EndedState } from '../machine/state';
import styles from './Flow.module.css';
import { Recap } from './Recap';
import { ResendOptions } from './ResendOptions';
import { StepFrame } from './StepFrame';

interface EndedStepProps {
  readonly state: EndedState;
  readonly flow: Flow;
}

/** A code that can no longer be used, and the way on in one press. */
export function EndedStep({ state, flow }: EndedStepProps) {
  const { t } = useText();
  const { pending, reason, activity } = state;
  return (
    <StepFrame state={state} heading={t(`${reason}Heading`)} intro={t(`${reason}Text`)}>
      <Recap phoneNumber={pending.phoneNumber} flow={flow} />
      <div className={styles.form}>
        <ResendOptions
          main
          pending={pending}
          busy={activity.kind === 'sending'}
          onResend={flow.resend}
        />
      </div>
    </StepFrame>
  );
}
