import { useText } from '../../../../locales/text';
import styles from '../Flow.module.css';

/** An empty card until the page has loaded, so that nothing moves later. */
export function LoadingStep({ slow }: { readonly slow: boolean }) {
  const { t } = useText();
  return (
    <div className={styles.card}>
      <div role="status">
        <h1 className={styles.loading}>{t(slow ? 'slow' : 'loading')}</h1>
      </div>
    </div>
  );
}
