import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { UnavailableState } from '../machine/state';
import { busyWords } from './words';

interface UnavailableStepProps {
  readonly state: UnavailableState;
  readonly flow: Flow;
}

/** The page could not learn where the visitor stands. */
export function UnavailableStep({ state, flow }: UnavailableStepProps) {
  const text = useText();
  return (
    <Button busyLabel={busyWords(state.activity, text)} onClick={flow.load}>
      {text.t('retry')}
    </Button>
  );
}
