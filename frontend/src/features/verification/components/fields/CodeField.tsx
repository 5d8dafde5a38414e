import {
  useEffect,
  useRef,
  useState,
  type ChangeEvent,
  type ClipboardEvent,
  type CompositionEvent,
  type ReactNode,
} from 'react';
import { extractCode } from '../../../../lib/code';
import { takeFocus } from '../../../../lib/focus';
import { useText } from '../../../../locales/text';
import styles from './CodeField.module.css';
import field from './Field.module.css';

interface CodeFieldProps {
  readonly id: string;
  readonly value: string;
  readonly length: number;
  readonly invalid: boolean;
  readonly messageId: string;
  /** Stands on the line of the label, at its other end. */
  readonly aside: ReactNode;
  /** The field takes the focus whenever this changes to another object, for the button that had it is gone. */
  readonly focusTrigger: object | null;
  /** Gets what was typed, pasted or filled in, unchanged. */
  readonly onText: (text: string) => void;
}

const isHeading = (target: EventTarget | null) => target instanceof HTMLHeadingElement;

/**
 * Lets people type or paste at once in a new step, where the heading has the focus.
 *
 * The focus moves to the field on `keydown`, so that the browser enters the digit there.
 */
function useTypingFromHeading(onText: (text: string) => void) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const root = ref.current?.getRootNode();
    const onKey = (event: Event) => {
      const { key, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
      const digit = /^\p{Nd}$/u.test(key) && !ctrlKey && !metaKey && !altKey;
      if (digit && isHeading(event.target)) ref.current?.focus();
    };
    const onPaste = (event: Event) => {
      if (!isHeading(event.target)) return;
      ref.current?.focus();
      onText((event as globalThis.ClipboardEvent).clipboardData?.getData('text') ?? '');
    };
    root?.addEventListener('keydown', onKey);
    root?.addEventListener('paste', onPaste);
    return () => {
      root?.removeEventListener('keydown', onKey);
      root?.removeEventListener('paste', onPaste);
    };
  }, [onText]);
  return ref;
}

/**
 * Leaves the text of an input method (IME) unchanged until the composition ends. Changing it earlier would enter it
 * twice, and submit a code that is not complete.
 */
function useComposition(onText: (text: string) => void) {
  const [composed, setComposed] = useState<string | null>(null);
  function end(text: string) {
    setComposed(null);
    onText(text);
  }
  return {
    composed,
    onChange: ({ target, nativeEvent }: ChangeEvent<HTMLInputElement>) => {
      if ((nativeEvent as InputEvent).isComposing) setComposed(target.value);
      else end(target.value);
    },
    onCompositionEnd: (event: CompositionEvent<HTMLInputElement>) => {
      end(event.currentTarget.value);
    },
  };
}

/** One input for the whole code; the slots behind the digits are decoration. */
export function CodeField(props: CodeFieldProps) {
  const { id, value, length, invalid, messageId, aside, focusTrigger, onText } = props;
  const { t } = useText();
  const ref = useTypingFromHeading(onText);
  const { composed, ...handlers } = useComposition(onText);
  useEffect(() => {
    if (focusTrigger) takeFocus(ref.current);
  }, [focusTrigger, ref]);

  // A pasted code replaces the old text; appended to it, it would be cut off.
  function onPaste(event: ClipboardEvent) {
    const pasted = event.clipboardData.getData('text');
    if (extractCode(pasted, length).length < length) return;
    event.preventDefault();
    onText(pasted);
  }
  return (
    <>
      <div className={styles.top}>
        <label className={field.label} htmlFor={id}>
          {t('code', { length })}
        </label>
        {aside}
      </div>
      <div className={styles.field} data-long={length > 6 || undefined}>
        <div className={styles.slots} dir="ltr" aria-hidden translate="no">
          {Array.from({ length }, (_, slot) => (
            <span key={slot} data-filled={slot < value.length || undefined} />
          ))}
        </div>
        <input
          ref={ref}
          id={id}
          className={`${field.input} ${styles.input}`}
          type="text"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoCapitalize="off"
          spellCheck={false}
          dir="ltr"
          value={composed ?? value}
          aria-invalid={invalid}
          aria-describedby={messageId}
          onPaste={onPaste}
          onFocus={(event) => {
            if (invalid) event.target.select();
          }}
          {...handlers}
        />
      </div>
    </>
  );
}
