import {
  useEffect,
  useRef,
  useState,
  type ChangeEvent,
  type ClipboardEvent,
  type CompositionEvent,
} from 'react';
import { extractCode } from '../../../lib/code';
import { takeFocus } from '../../../lib/focus';
import { useText } from '../../../locales/text';
import styles from './CodeField.module.css';
import flow from './Flow.module.css';

interface CodeFieldProps {
  readonly id: string;
  readonly value: string;
  readonly length: number;
  readonly invalid: boolean;
  readonly messageId: string;
  /** Takes the focus whenever this becomes another object: the button that had it is gone. */
  readonly focusOn: object | null;
  /** Gets whatever was typed, pasted or filled in, as it is. */
  readonly onText: (text: string) => void;
}

const isHeading = (target: EventTarget | null) => target instanceof HTMLHeadingElement;

/**
 * Lets people type or paste at once although the heading has the focus, as it has in a new step.
 *
 * Moving the focus while a key goes down makes the digit land in the field by itself.
 */
function useEagerTyping(onText: (text: string) => void) {
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
 * Keeps what a keyboard composes (IME) as it is until the composition ends: a text that was changed meanwhile would be
 * put in once more, and half a code taken for a whole one.
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

/** One real field for the whole code; the slots behind the digits are decoration. */
export function CodeField(props: CodeFieldProps) {
  const { id, value, length, invalid, messageId, focusOn, onText } = props;
  const { t } = useText();
  const ref = useEagerTyping(onText);
  const { composed, ...handlers } = useComposition(onText);
  useEffect(() => {
    if (focusOn) takeFocus(ref.current);
  }, [focusOn, ref]);

  // A pasted code takes the place of what stands there, as a filled field would cut it off.
  function onPaste(event: ClipboardEvent) {
    const pasted = event.clipboardData.getData('text');
    if (extractCode(pasted, length).length < length) return;
    event.preventDefault();
    onText(pasted);
  }
  return (
    <>
      <label className={flow.label} htmlFor={id}>
        {t('code', { length })}
      </label>
      <div className={styles.field} data-long={length > 6 || undefined}>
        <div className={styles.slots} dir="ltr" aria-hidden translate="no">
          {Array.from({ length }, (_, slot) => (
            <span key={slot} data-filled={slot < value.length || undefined} />
          ))}
        </div>
        <input
          ref={ref}
          id={id}
          className={`${flow.input} ${styles.input}`}
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
