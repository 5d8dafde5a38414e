import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';
import type { Flow } from '../hooks/flow';
import type { VerifiedState } from '../machine/state';
import { PhoneNumber } from './PhoneNumber';

interface VerifiedStepProps {
  readonly state: VerifiedState;
  readonly flow: Flow;
}

/** The end: the number is the visitor's own. */
export function VerifiedStep({ state, flow }: VerifiedStepProps) {
  const { t } = useText();
  return (
    <>
      <PhoneNumber e164={state.phoneNumber} />
      <Button look="link" onClick={flow.restart}>
        {t('another')}
      </Button>
    </>
  );
}
