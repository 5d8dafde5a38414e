import { useCallback, useEffect, useRef } from 'react';
import { pushHistoryEntry } from '../../../lib/browser';
import type { FlowState } from '../machine/state';
import type { Flow } from '../flow/Flow';

type Step = FlowState['step'];

const isCodeStep = (step: Step) => step === 'code' || step === 'ended';

const isAtCodeEntry = () => (history.state as { step?: unknown } | null)?.step === 'code';

/**
 * Gives the second step an entry of its own in the browser's history, so that Back leads to the first
 * one instead of away. The page always shows the state on the server: Back does not undo a verification.
 *
 * @returns what to call when the step changes.
 */
export function useStepHistory(): (step: Step, flow: Flow) => void {
  const shown = useRef<{ step: Step; flow: Flow }>(null);

  useEffect(() => {
    const onPopState = () => {
      const flow = shown.current?.flow;
      if (isAtCodeEntry()) flow?.reopenCode();
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
    if (before === 'phone' && isCodeStep(step) && !isAtCodeEntry()) {
      pushHistoryEntry({ step: 'code' });
    } else if (isCodeStep(before) && step === 'phone' && isAtCodeEntry()) {
      history.back();
    }
  }, []);
}
