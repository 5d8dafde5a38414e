import { useEffect, useId, useRef } from 'react';
import { takeFocus } from '../lib/focus';
import styles from './MessagePanel.module.css';

/** An error message, and the field that it is about. */
interface PanelError {
  /** A new object for each error, so that the panel takes the focus once for each. */
  readonly cause: object;
  readonly title: string;
  readonly message: string;
  /** The id of the field, if the error is about one. */
  readonly fieldId: string | undefined;
}

interface MessagePanelProps {
  readonly error: PanelError | null;
  /** A status that is announced politely; empty for none. */
  readonly status: string;
  /** What the page is doing, for people who do not see the button; empty for nothing. */
  readonly busy: string;
  /** Leaves out the panel’s look and room, where its words only repeat for listeners what the eye has seen. */
  readonly plain?: boolean;
  /** The text without a status or an error. */
  readonly children: string;
}

function focusField(from: HTMLElement, id: string) {
  // The form may be in a shadow tree, which `document.getElementById` does not search.
  const field = (from.getRootNode() as Document | ShadowRoot).getElementById(id);
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

/**
 * Shows the introduction, the status or the error of a step, all in one place.
 *
 * It keeps room for the longest message, so that a late answer moves nothing. Each message is an element of its own,
 * because text that changes in place and moves counts as a layout shift.
 */
export function MessagePanel({ error, status, busy, plain = false, children }: MessagePanelProps) {
  const id = useId();
  const summary = useRef<HTMLDivElement>(null);
  const focused = useRef<object>(undefined);
  const cause = error?.cause;
  const fieldId = error?.fieldId;
  useEffect(() => {
    // The same error may show again after a status: do not take the focus twice.
    if (!cause || cause === focused.current) return;
    focused.current = cause;
    takeFocus(summary.current);
  }, [cause]);
  return (
    <div className={styles.panel} data-tone={error ? 'error' : plain ? 'plain' : 'news'}>
      <div role="status">
        {status !== '' && <p key={status}>{status}</p>}
        {busy !== '' && <span className={styles.hidden}>{busy}</span>}
      </div>
      {error ? (
        <div
          key={error.message}
          ref={summary}
          role="group"
          aria-labelledby={id}
          aria-describedby={`${id}message`}
          tabIndex={-1}
        >
          <p id={id} className={styles.title}>
            {error.title}
          </p>
          <p id={`${id}message`}>
            {fieldId === undefined ? (
              error.message
            ) : (
              <a
                href={`#${fieldId}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusField(event.currentTarget, fieldId);
                }}
              >
                {error.message}
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
