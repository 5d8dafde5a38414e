import type { Text } from '../../../locales/text';
import { errorOf } from '../machine/errors';
import type { EndedState, FlowState } from '../machine/state';

type Headed = Exclude<FlowState['step'], 'loading' | 'ended'> | EndedState['reason'];

function headedAs(state: FlowState): Headed {
  if (state.step === 'loading') return 'phone';
  return state.step === 'ended' ? state.reason : state.step;
}

/** The heading of the step. */
export function headingOf(state: FlowState, { t }: Text): string {
  return t(`${headedAs(state)}Heading`);
}

/** The title of a page that shows this state. */
export function titleOf(state: FlowState, text: Text): string {
  const title = headingOf(state, text);
  const wrong = state.step === 'ended' || errorOf(state) !== null;
  return wrong ? text.t('errorTitle', { title }) : title;
}
