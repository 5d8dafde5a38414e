import type { ComponentProps } from 'react';
import styles from './Button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: 'primary' | 'secondary' | 'link';
  /** The label while the call of this button is under way; empty otherwise. */
  readonly busyLabel?: string;
}

/** A native button. While busy it is `aria-disabled`, not `disabled`, so that it keeps the focus. */
export function Button({
  variant = 'primary',
  busyLabel = '',
  type = 'button',
  children,
  ...rest
}: ButtonProps) {
  const busy = busyLabel !== '' || undefined;
  return (
    <button
      {...rest}
      type={type}
      className={styles.button}
      data-variant={variant}
      data-busy={busy}
      aria-disabled={busy}
    >
      {/* Each label is an element of its own: text that changes in place counts as a layout shift. */}
      <span key={busyLabel}>{busy ? busyLabel : children}</span>
    </button>
  );
}
