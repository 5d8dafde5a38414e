import { Button } from '../../../components/Button';
import { useText } from '../../../locales/text';

interface CancelButtonProps {
  /** Absent where there is nothing to go back to. */
  readonly onCancel: (() => void) | undefined;
}

/** The way out, before there is a code that it would make void. */
export function CancelButton({ onCancel }: CancelButtonProps) {
  const { t } = useText();
  return (
    onCancel && (
      <Button look="link" onClick={onCancel}>
        {t('cancel')}
      </Button>
    )
  );
}
