import type { ComponentProps } from 'react';
import styles from './Button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: 'primary' | 'secondary' | 'link';
  /** Shown while the page waits for what this button began; empty when it does not. */
  readonly busyLabel?: string;
}

/** A native button. While busy it is `aria-disabled`, never `disabled`, so that it keeps the focus. */
export function Button({
  look = 'primary',
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
      data-look={look}
      data-busy={busy}
      aria-disabled={busy}
    >
      {/* Another element for another label: text that changes in place counts as moving. */}
      <span key={busyLabel}>{busy ? busyLabel : children}</span>
    </button>
  );
}
