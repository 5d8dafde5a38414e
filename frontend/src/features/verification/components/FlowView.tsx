import { useEffect, useId, useRef } from 'react';
import { Button } from '../../../components/Button';
import { Steps } from '../../../components/Steps';
import { takeFocus } from '../../../lib/focus';
import { useText } from '../../../locales/text';
import type { Flow } from '../flow/Flow';
import { isSlow, type FlowState, type LoadingState } from '../machine/state';
import { CodeStep } from './steps/CodeStep';
import { EndedStep } from './steps/EndedStep';
import styles from './Card.module.css';
import { LoadingStep } from './steps/LoadingStep';
import { PhoneStep } from './steps/PhoneStep';
import { SandboxBanner } from './SandboxBanner';
import { StepPanel } from './StepPanel';
import { CheckMark } from './CheckMark';
import { headingOf } from '../text/title';
import { UnavailableStep } from './steps/UnavailableStep';
import { VerifiedStep } from './steps/VerifiedStep';

interface FlowViewProps {
  readonly state: FlowState;
  readonly flow: Flow;
  /** Undefined where the first step has no Cancel button. */
  readonly onCancel: (() => void) | undefined;
}

interface StepBodyProps extends FlowViewProps {
  readonly state: Exclude<FlowState, LoadingState>;
}

const STEP_INDEX = {
  loading: 0,
  unavailable: 0,
  phone: 0,
  code: 1,
  ended: 1,
  verified: 3,
} as const;

function StepBody({ state, flow, onCancel }: StepBodyProps) {
  const { t } = useText();
  const id = useId();
  const ids = { phone: `${id}phone`, country: `${id}country`, code: `${id}code` };
  return (
    <>
      <StepPanel state={state} ids={ids} />
      {state.step === 'unavailable' && <UnavailableStep state={state} flow={flow} />}
      {state.step === 'phone' && <PhoneStep state={state} flow={flow} ids={ids} />}
      {state.step === 'code' && <CodeStep state={state} flow={flow} ids={ids} />}
      {state.step === 'ended' && <EndedStep state={state} flow={flow} />}
      {state.step === 'verified' && <VerifiedStep state={state} flow={flow} />}
      {onCancel && (state.step === 'unavailable' || state.step === 'phone') && (
        <Button variant="link" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
    </>
  );
}

/** Focuses the heading when the step changes, but not when the page opens. */
function useStepFocus(step: FlowState['step']) {
  const ref = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step && shown.current !== 'loading') takeFocus(ref.current);
    shown.current = step;
  }, [step]);
  return ref;
}

/** The card with the flow in it. */
export function FlowView({ state, flow, onCancel }: FlowViewProps) {
  const text = useText();
  const ref = useStepFocus(state.step);
  if (state.step === 'loading') return <LoadingStep slow={isSlow(state.activity)} />;
  const { t } = text;
  return (
    <div className={styles.card} data-step={state.step}>
      {'config' in state && state.config.sandbox && <SandboxBanner url={state.config.sandboxUrl} />}
      <Steps
        label={t('progress')}
        steps={[t('stepPhone'), t('stepCode'), t('stepDone')]}
        current={STEP_INDEX[state.step]}
      />
      {state.step === 'verified' && <CheckMark />}
      <h1 ref={ref} className={styles.heading} tabIndex={-1}>
        {headingOf(state, text)}
      </h1>
      <StepBody state={state} flow={flow} onCancel={onCancel} />
    </div>
  );
}
