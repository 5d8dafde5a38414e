import styles from './Steps.module.css';

interface StepsProps {
  readonly label: string;
  readonly steps: readonly string[];
  /** Index of the current step; past the end when all steps are done. */
  readonly current: number;
}

/** The step indicator. */
export function Steps({ label, steps, current }: StepsProps) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={styles.step}
          data-reached={index <= current || undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}
