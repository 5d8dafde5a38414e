import { Button } from '../../../../components/Button';
import { useText } from '../../../../locales/text';
import type { Flow } from '../../flow/Flow';
import type { UnavailableState } from '../../machine/state';
import { busyMessage } from '../../text/messages';

interface UnavailableStepProps {
  readonly state: UnavailableState;
  readonly flow: Flow;
}

/** Shown when the page could not load: offers to try again. */
export function UnavailableStep({ state, flow }: UnavailableStepProps) {
  const text = useText();
  return (
    <Button busyLabel={busyMessage(state.activity, text)} onClick={flow.load}>
      {text.t('retry')}
    </Button>
  );
}
