import type { Flow } from '../hooks/flow';
import type { EndedState } from '../machine/state';
import styles from './Flow.module.css';
import { Recap } from './Recap';
import { ResendOptions } from './ResendOptions';

interface EndedStepProps {
  readonly state: EndedState;
  readonly flow: Flow;
}

/** A code that can no longer be used, and the way on in one press. */
export function EndedStep({ state, flow }: EndedStepProps) {
  return (
    <>
      <Recap state={state} flow={flow} />
      <div className={styles.form}>
        <ResendOptions key={state.pending.resendAt} main state={state} flow={flow} />
      </div>
    </>
  );
}
