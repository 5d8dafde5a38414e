import type { Text } from '../../../locales/text';
import type { FlowState } from '../machine/state';

/** The heading of the step. */
export function headingOf(state: FlowState, { t }: Text): string {
  switch (state.step) {
    case 'loading':
    case 'phone':
      return t('phoneHeading');
    case 'unavailable':
      return t('unavailableHeading');
    case 'code':
      return t('codeHeading');
    case 'ended':
      return t(`${state.reason}Heading`);
    case 'verified':
      return t('verifiedHeading');
  }
}

/** The title of a page that shows this state. */
export function titleOf(state: FlowState, text: Text): string {
  const title = headingOf(state, text);
  const wrong = state.step === 'ended' || ('error' in state && state.error !== null);
  return wrong ? text.t('errorTitle', { title }) : title;
}
