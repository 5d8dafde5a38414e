/** Puts errors and news into the visitor's language. */
import { formatWhen } from '../../../lib/i18n/formats';
import type { Text } from '../../../locales/text';
import type { FlowError } from '../machine/errors';
import type { Activity, Notice } from '../machine/state';

/** Nothing that a visitor can mend. */
type OurFault =
  | 'code_expired'
  | 'invalid_request'
  | 'cross_origin_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'internal_error'
  | 'provider_error';

/** Says what went wrong and what to do next. */
export function errorWords(error: FlowError, { t, locale }: Text, brand: string): string {
  switch (error.code) {
    case 'rate_limited':
    case 'resend_too_soon':
    case 'verification_in_progress':
    case 'too_many_attempts':
    case 'provider_unavailable':
    case 'provider_timeout':
      return t(error.code, { when: formatWhen(error.retryAfter, locale) });
    case 'code_short':
      return t('code_short', { count: error.missing, length: error.length });
    case 'incorrect_code': {
      const words = t('incorrect_code', { count: error.attemptsLeft });
      return 'anotherWay' in error && error.anotherWay ? `${words} ${t('orAnotherWay')}` : words;
    }
    case 'blocked':
      return t('blocked', { brand });
    case 'phone_impossible':
      return t('invalid_phone_number');
    case 'phone_empty':
    case 'phone_short':
    case 'phone_long':
    case 'phone_without_texts':
    case 'invalid_phone_number':
    case 'unsupported_phone_number':
    case 'country_empty':
    case 'country_not_allowed':
    case 'code_empty':
    case 'no_pending_verification':
    case 'offline':
    case 'timed_out':
    case 'check_timed_out':
    case 'unreachable':
      return t(error.code);
    default:
      // A server newer than this page may send something else still.
      error.code satisfies OurFault;
      return t('internal_error');
  }
}

export function noticeWords(notice: Notice, { t }: Text): string {
  return t(notice.kind === 'resent' ? `resent_${notice.channel}` : notice.kind);
}

/** Says what the page is busy with; empty when it is idle. */
export function busyWords({ kind }: Activity, { t }: Text): string {
  if (kind === 'idle') return '';
  return t(kind === 'cancelling' ? 'loading' : kind);
}
