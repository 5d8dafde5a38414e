import { useEffect, useRef } from 'react';
import { Steps } from '../../../components/Steps';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { FlowState } from '../machine/state';
import { LoadingStep, UnavailableStep } from './BeginningSteps';
import { CodeStep } from './CodeStep';
import { EndedStep } from './EndedStep';
import styles from './Flow.module.css';
import { PhoneStep } from './PhoneStep';
import { SandboxBanner } from './SandboxBanner';
import { VerifiedStep } from './VerifiedStep';

interface FlowViewProps {
  readonly state: FlowState;
  readonly flow: Flow;
  readonly onCancel: (() => void) | undefined;
}

const STEP_INDEX = {
  loading: 0,
  unavailable: 0,
  phone: 0,
  code: 1,
  ended: 1,
  verified: 3,
} as const;

function CurrentStep({ state, flow, onCancel }: FlowViewProps) {
  switch (state.step) {
    case 'loading':
      return <LoadingStep state={state} />;
    case 'unavailable':
      return <UnavailableStep state={state} flow={flow} />;
    case 'phone':
      return <PhoneStep state={state} flow={flow} onCancel={onCancel} />;
    case 'code':
      return <CodeStep state={state} flow={flow} />;
    case 'ended':
      return <EndedStep state={state} flow={flow} />;
    case 'verified':
      return <VerifiedStep state={state} flow={flow} />;
  }
}

/** The heading takes the focus when the step changes, but not when the page opens. */
function useStepFocus(step: FlowState['step']) {
  const ref = useRef<HTMLDivElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step && shown.current !== 'loading') {
      ref.current?.querySelector<HTMLElement>('[data-heading]')?.focus();
    }
    shown.current = step;
  }, [step]);
  return ref;
}

/** The card with the flow in it. */
export function FlowView({ state, flow, onCancel }: FlowViewProps) {
  const { t } = useText();
  const ref = useStepFocus(state.step);
  return (
    <div ref={ref} className={styles.card} data-step={state.step}>
      {'config' in state && state.config.sandbox && <SandboxBanner url={state.config.sandboxUrl} />}
      <Steps
        label={t('progress')}
        steps={[t('stepPhone'), t('stepCode'), t('stepDone')]}
        current={STEP_INDEX[state.step]}
      />
      <CurrentStep state={state} flow={flow} onCancel={onCancel} />
    </div>
  );
}
