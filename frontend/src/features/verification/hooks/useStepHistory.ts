import { useCallback, useEffect, useRef } from 'react';
import { pushHistoryEntry } from '../../../lib/browser';
import type { View } from '../PhoneVerification';

type Step = View['step'];

const isCodeStep = (step: Step) => step === 'code' || step === 'ended';

const isAtCodeEntry = () => (history.state as { step?: unknown } | null)?.step === 'code';

/**
 * Gives the second step an entry of its own in the browser's history, so that Back leads to the first
 * one instead of away. The page always shows the state on the server: Back does not undo a verification.
 *
 * @returns what to call when the view changes.
 */
export function useStepHistory(): (view: View) => void {
  const shown = useRef<View>(null);

  useEffect(() => {
    const onPopState = () => {
      if (isAtCodeEntry()) shown.current?.forward();
      else shown.current?.back();
    };
    addEventListener('popstate', onPopState);
    return () => {
      removeEventListener('popstate', onPopState);
    };
  }, []);

  return useCallback((view) => {
    const { step } = view;
    const before = shown.current?.step ?? 'loading';
    shown.current = view;
    if (before === 'phone' && isCodeStep(step) && !isAtCodeEntry()) {
      pushHistoryEntry({ step: 'code' });
    } else if (isCodeStep(before) && step === 'phone' && isAtCodeEntry()) {
      history.back();
    }
  }, []);
}
