import styles from './CheckMark.module.css';

/** A decorative check mark; the heading says the same in words. */
export function CheckMark() {
  return (
    <svg className={styles.checkMark} viewBox="0 0 48 48" aria-hidden>
      <circle cx="24" cy="24" r="24" />
      <path className={styles.tick} d="m14 25 7 7 14-16" />
    </svg>
  );
}
