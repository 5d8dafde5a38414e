import styles from './Flow.module.css';

/** Says "done" to the eye; the heading says it in words. */
export function Tick() {
  return (
    <svg className={styles.tick} viewBox="0 0 48 48" aria-hidden>
      <circle cx="24" cy="24" r="24" />
      <path d="m14 25 7 7 14-16" />
    </svg>
  );
}
