import { MessagePanel } from '../../../components/MessagePanel';
import { useOnline } from '../../../lib/hooks/useOnline';
import { useText, type Text } from '../../../locales/text';
import { fieldOf, type ErrorField } from '../machine/errors';
import { errorOf, isSlow, type FlowState, type LoadingState } from '../machine/state';
import { busyMessage, errorMessage, noticeMessage } from '../text/messages';

/** The ids of the fields that an error can be about. */
export type FieldIds = Readonly<Record<ErrorField, string>>;

interface StepPanelProps {
  readonly state: Exclude<FlowState, LoadingState>;
  readonly ids: FieldIds;
}

function introMessage(state: StepPanelProps['state'], { t }: Text): string {
  switch (state.step) {
    case 'unavailable':
      return t('loading');
    case 'phone':
      return t('phoneWhy', { brand: state.config.brand });
    case 'code':
      return t(`sent_${state.pending.channel}`);
    case 'ended':
      return t(`${state.reason}Text`);
    case 'verified':
      return t('verifiedText');
  }
}

function statusMessage(state: StepPanelProps['state'], online: boolean, text: Text): string {
  if (isSlow(state.activity)) return text.t('slow');
  // After verification being offline does not matter, unless an action failed because of it.
  const done = state.step === 'verified' && state.error?.code !== 'offline';
  if (!online && !done) return text.t('offline');
  if (state.step === 'verified' && errorOf(state) === null) return introMessage(state, text);
  return 'notice' in state && state.notice ? noticeMessage(state.notice, text) : '';
}

/** Shows the introduction, the status or the error of a step. */
export function StepPanel({ state, ids }: StepPanelProps) {
  const text = useText();
  const status = statusMessage(state, useOnline(), text);
  const error = status === '' ? errorOf(state) : null;
  const field = error && fieldOf(error);
  // An error of a re-send may be about the number, whose field is in another step.
  const isHere = state.step === 'phone' || field === state.step;
  return (
    <MessagePanel
      error={
        error && {
          cause: error,
          title: text.t('problem'),
          message: errorMessage(error, text, 'config' in state ? state.config.brand : ''),
          fieldId: field && isHere ? ids[field] : undefined,
        }
      }
      status={status}
      busy={busyMessage(state.activity, text)}
      plain={state.step === 'verified'}
    >
      {introMessage(state, text)}
    </MessagePanel>
  );
}
