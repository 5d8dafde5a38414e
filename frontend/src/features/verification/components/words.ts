/** Puts errors and news into the visitor's language. */
import { formatWhen } from '../../../lib/i18n/formats';
import type { Channel } from '../../../lib/api/types';
import type { Text } from '../../../locales/text';
import type { FlowError } from '../machine/errors';
import type { Activity, Notice } from '../machine/state';

/** Nothing that a visitor can mend: these share the words of `internal_error`. */
type OurFault =
  | 'code_expired'
  | 'invalid_request'
  | 'cross_origin_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'provider_error';

/** Says what went wrong and what to do next. The key of the words is the code of the error. */
export function errorWords(error: FlowError, { t, has, locale }: Text, brand: string): string {
  const { code } = error;
  if (!has(code)) {
    // Or a code that only a server newer than this page knows.
    code satisfies OurFault;
    return t('internal_error');
  }
  const words = t(code, {
    brand,
    when: 'retryAfter' in error ? formatWhen(error.retryAfter, locale) : '',
    count: 'attemptsLeft' in error ? error.attemptsLeft : 'missing' in error ? error.missing : 0,
    length: 'length' in error ? error.length : 0,
  });
  return 'anotherWay' in error && error.anotherWay ? `${words} ${t('orAnotherWay')}` : words;
}

export function noticeWords(notice: Notice, { t }: Text): string {
  return t(notice.kind === 'resent' ? `resent_${notice.channel}` : notice.kind);
}

/** Says what the page is busy with; empty when it is idle. */
export function busyWords({ kind }: Activity, { t }: Text): string {
  if (kind === 'idle') return '';
  return t(kind === 'cancelling' ? 'loading' : kind);
}

/** The same for the button that asks for a code by `channel`. */
export function sendingWords(activity: Activity, channel: Channel, text: Text): string {
  return 'channel' in activity && activity.channel === channel ? busyWords(activity, text) : '';
}
