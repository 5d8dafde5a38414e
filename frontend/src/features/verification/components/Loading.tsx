import { useText } from '../../../locales/text';
import styles from './Flow.module.css';

/** An empty card until the page knows what to show: nothing that appears has to move again. */
export function Loading({ slow }: { readonly slow: boolean }) {
  const { t } = useText();
  return (
    <div className={styles.card}>
      <h1 className={styles.loading}>
        <span role="status">{t(slow ? 'slow' : 'loading')}</span>
      </h1>
    </div>
  );
}
