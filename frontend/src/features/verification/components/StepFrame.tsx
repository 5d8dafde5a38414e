import { useMemo, type ReactNode } from 'react';
import { MessagePanel } from '../../../components/MessagePanel';
import { useOnline } from '../../../lib/hooks/useOnline';
import { useText, type Text } from '../../../locales/text';
import { fieldOf, type ErrorField } from '../machine/errors';
import type { ReadyState } from '../machine/state';
import styles from './Flow.module.css';
import { busyWords, errorWords, noticeWords } from './words';

/** The ids of the fields that errors can be about. */
export type FieldIds = Partial<Record<ErrorField, string>>;

interface StepFrameProps {
  readonly state: ReadyState;
  readonly heading: string;
  /** What the step says as long as there is nothing newer. */
  readonly intro: string;
  readonly fieldIds?: FieldIds;
  readonly children?: ReactNode;
}

function statusWords({ activity, notice }: ReadyState, online: boolean, text: Text) {
  if (activity.kind !== 'idle' && activity.slow) return text.t('slow');
  if (!online) return text.t('offline');
  return notice ? noticeWords(notice, text) : '';
}

/** What every step has: a heading that takes the focus, and the panel that speaks. */
export function StepFrame({ state, heading, intro, fieldIds, children }: StepFrameProps) {
  const text = useText();
  const { activity, error, config } = state;
  const status = statusWords(state, useOnline(), text);
  const panelError = useMemo(() => {
    if (!error) return null;
    const field = fieldOf(error);
    return {
      cause: error,
      title: text.t('problem'),
      words: errorWords(error, text, config.brand),
      fieldId: field ? fieldIds?.[field] : undefined,
    };
  }, [error, text, config.brand, fieldIds]);
  return (
    <>
      <h1 className={styles.heading} data-heading tabIndex={-1}>
        {heading}
      </h1>
      <MessagePanel
        error={status === '' ? panelError : null}
        status={status}
        busy={busyWords(activity, text)}
      >
        {intro}
      </MessagePanel>
      {children}
    </>
  );
}
