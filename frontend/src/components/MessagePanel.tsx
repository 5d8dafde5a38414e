import { useEffect, useId, useRef } from 'react';
import { takeFocus } from '../lib/focus';
import styles from './MessagePanel.module.css';

/** Something that went wrong, in words, and the field that can mend it. */
interface PanelError {
  /** Another object for each time that something went wrong: it takes the focus once. */
  readonly cause: object;
  readonly title: string;
  readonly words: string;
  /** The id of the field, if one can mend it. */
  readonly fieldId: string | undefined;
}

interface MessagePanelProps {
  readonly error: PanelError | null;
  /** News that is announced politely; empty for none. */
  readonly status: string;
  /** What the page is busy with, for those who do not see the button; empty for nothing. */
  readonly busy: string;
  /** What the panel says as long as there is nothing newer. */
  readonly children: string;
}

function focusField(from: HTMLElement, id: string) {
  // The form may live in a shadow tree, which the document does not look into.
  const field = (from.getRootNode() as Document | ShadowRoot).getElementById(id);
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

/**
 * The one place of a step that speaks: what to know, what is new, what went wrong.
 *
 * It keeps room for the longest of them, so that a late answer moves nothing. Other words are another element, for the
 * panel of the next step may stand elsewhere.
 */
export function MessagePanel({ error, status, busy, children }: MessagePanelProps) {
  const id = useId();
  const summary = useRef<HTMLDivElement>(null);
  const focused = useRef<object>(undefined);
  const cause = error?.cause;
  const fieldId = error?.fieldId;
  useEffect(() => {
    // The same one may come back, after news that took its place: it is known by then.
    if (!cause || cause === focused.current) return;
    focused.current = cause;
    takeFocus(summary.current);
  }, [cause]);
  return (
    <div className={styles.panel} data-tone={error ? 'error' : 'news'}>
      <div role="status">
        {status !== '' && <p key={status}>{status}</p>}
        {busy !== '' && <span className={styles.hidden}>{busy}</span>}
      </div>
      {error ? (
        <div
          key={error.words}
          ref={summary}
          role="group"
          aria-labelledby={id}
          aria-describedby={`${id}words`}
          tabIndex={-1}
        >
          <p id={id} className={styles.title}>
            {error.title}
          </p>
          <p id={`${id}words`}>
            {fieldId === undefined ? (
              error.words
            ) : (
              <a
                href={`#${fieldId}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusField(event.currentTarget, fieldId);
                }}
              >
                {error.words}
              </a>
            )}
          </p>
        </div>
      ) : (
        status === '' && <p key={children}>{children}</p>
      )}
    </div>
  );
}
