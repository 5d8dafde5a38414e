import type { Flow } from '../../flow/Flow';
import type { EndedState } from '../../machine/state';
import styles from '../Card.module.css';
import { NumberSummary } from '../NumberSummary';
import { ResendOptions } from '../ResendOptions';

interface EndedStepProps {
  readonly state: EndedState;
  readonly flow: Flow;
}

/** Shown for a code that can no longer be used: offers a new one. */
export function EndedStep({ state, flow }: EndedStepProps) {
  return (
    <>
      <NumberSummary state={state} flow={flow} />
      <div className={styles.form}>
        <ResendOptions key={state.pending.resendAt} primary state={state} flow={flow} />
      </div>
    </>
  );
}
