import { useCallback, useEffect, useRef } from 'react';
import { pushEntry } from '../../../lib/browser';
import type { FlowState } from '../machine/state';
import type { Flow } from './flow';

type Step = FlowState['step'];

const isSecond = (step: Step) => step === 'code' || step === 'ended';

const isAtSecond = () => (history.state as { step?: unknown } | null)?.step === 'code';

/**
 * Gives the second step an entry of its own in the browser's history, so that Back leads to the first
 * one instead of away. What is shown is always the truth: Back does not undo a verification.
 *
 * @returns what to call when the step changes.
 */
export function useStepHistory(): (step: Step, flow: Flow) => void {
  const shown = useRef<{ step: Step; flow: Flow }>(null);

  useEffect(() => {
    const onPopState = () => {
      const flow = shown.current?.flow;
      if (isAtSecond()) flow?.reopenCode();
      else flow?.changeNumber();
    };
    addEventListener('popstate', onPopState);
    return () => {
      removeEventListener('popstate', onPopState);
    };
  }, []);

  return useCallback((step, flow) => {
    const before = shown.current?.step ?? 'loading';
    shown.current = { step, flow };
    if (before === 'phone' && isSecond(step) && !isAtSecond()) {
      pushEntry({ step: 'code' });
    } else if (isSecond(before) && step === 'phone' && isAtSecond()) {
      history.back();
    }
  }, []);
}
