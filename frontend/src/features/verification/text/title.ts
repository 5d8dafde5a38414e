import type { Text } from '../../../locales/text';
import { errorOf, type EndedState, type FlowState } from '../machine/state';

type HeadingKey = Exclude<FlowState['step'], 'loading' | 'ended'> | EndedState['reason'];

function headingKeyOf(state: FlowState): HeadingKey {
  if (state.step === 'loading') return 'phone';
  return state.step === 'ended' ? state.reason : state.step;
}

/** The heading of the step. */
export function headingOf(state: FlowState, { t }: Text): string {
  return t(`${headingKeyOf(state)}Heading`);
}

/** The title of a page that shows this state. */
export function titleOf(state: FlowState, text: Text): string {
  const title = headingOf(state, text);
  const hasError = state.step === 'ended' || errorOf(state) !== null;
  return hasError ? text.t('errorTitle', { title }) : title;
}
