import { useText } from '../../../../locales/text';
import card from '../Card.module.css';
import styles from './LoadingStep.module.css';

/** An empty card until the page has loaded, so that nothing moves later. */
export function LoadingStep({ slow }: { readonly slow: boolean }) {
  const { t } = useText();
  return (
    <div className={card.card}>
      <div role="status">
        <h1 className={styles.loading}>{t(slow ? 'slow' : 'loading')}</h1>
      </div>
    </div>
  );
}
