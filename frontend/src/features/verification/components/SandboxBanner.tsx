import { useText } from '../../../locales/text';
import styles from './SandboxBanner.module.css';

/** Says that no message is really sent, and links to the test phone. */
export function SandboxBanner({ url }: { readonly url: string | null }) {
  const { t } = useText();
  return (
    <p className={styles.banner}>
      {t('sandbox')}{' '}
      {url !== null && (
        <a href={url} target="_blank" rel="noreferrer">
          {t('sandboxLink')}
        </a>
      )}
    </p>
  );
}
