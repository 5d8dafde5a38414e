import { MessagePanel } from '../../../components/MessagePanel';
import { useOnline } from '../../../lib/hooks/useOnline';
import { useText, type Text } from '../../../locales/text';
import { errorOf, fieldOf, type ErrorField } from '../machine/errors';
import { isSlow, type FlowState, type LoadingState } from '../machine/state';
import { busyWords, errorWords, noticeWords } from './words';

/** The ids of the fields that errors can be about. */
export type FieldIds = Readonly<Record<ErrorField, string>>;

interface StepPanelProps {
  readonly state: Exclude<FlowState, LoadingState>;
  readonly ids: FieldIds;
}

function introWords(state: StepPanelProps['state'], { t }: Text): string {
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

function statusWords(state: StepPanelProps['state'], online: boolean, text: Text): string {
  if (isSlow(state.activity)) return text.t('slow');
  // At the end a lost network matters to nobody, unless something was tried without it.
  const done = state.step === 'verified' && state.error?.code !== 'offline';
  if (!online && !done) return text.t('offline');
  if (state.step === 'verified' && errorOf(state) === null) return introWords(state, text);
  return 'notice' in state && state.notice ? noticeWords(state.notice, text) : '';
}

/** Says what to know in this step, what is new and what went wrong. */
export function StepPanel({ state, ids }: StepPanelProps) {
  const text = useText();
  const status = statusWords(state, useOnline(), text);
  const error = status === '' ? errorOf(state) : null;
  const field = error && fieldOf(error);
  // A refusal to send again may be about the number, whose field is a step away.
  const isHere = state.step === 'phone' || field === state.step;
  return (
    <MessagePanel
      error={
        error && {
          cause: error,
          title: text.t('problem'),
          words: errorWords(error, text, 'config' in state ? state.config.brand : ''),
          fieldId: field && isHere ? ids[field] : undefined,
        }
      }
      status={status}
      busy={busyWords(state.activity, text)}
    >
      {introWords(state, text)}
    </MessagePanel>
  );
}
