import { useCallback, useEffect, useRef } from 'react';
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
  const current = useRef<Flow>(null);
  const previous = useRef<Step>('loading');

  useEffect(() => {
    const onPopState = () => {
      const { step } = current.current?.getState() ?? {};
      if (isAtSecond()) current.current?.reopenCode();
      else if (step && isSecond(step)) current.current?.changeNumber();
    };
    addEventListener('popstate', onPopState);
    return () => {
      removeEventListener('popstate', onPopState);
    };
  }, []);

  return useCallback((step, flow) => {
    const before = previous.current;
    current.current = flow;
    previous.current = step;
    if (before === 'phone' && isSecond(step) && !isAtSecond()) {
      history.pushState({ step: 'code' }, '');
    } else if (isSecond(before) && step === 'phone' && isAtSecond()) {
      history.back();
    }
  }, []);
}
