/** Messages for errors, notices and activities, in the visitor's language. */
import { formatRelativeTime } from '../../../lib/i18n/formats';
import type { Channel } from '../../../lib/api/types';
import type { Text } from '../../../locales/text';
import type { FlowError } from '../machine/errors';
import type { Activity, Notice } from '../machine/state';

/** The visitor can do nothing about these: they share the message of `internal_error`. */
type InternalErrorCode =
  | 'code_expired'
  | 'invalid_request'
  | 'cross_origin_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'provider_error';

/** Says what went wrong and what to do next. The key of the message is the code of the error. */
export function errorMessage(error: FlowError, { t, has, locale }: Text, brand: string): string {
  const { code } = error;
  if (!has(code)) {
    // Or a code of a server that is newer than this page.
    code satisfies InternalErrorCode;
    return t('internal_error');
  }
  const message = t(code, {
    brand,
    when: 'retryAfter' in error ? formatRelativeTime(error.retryAfter, locale) : '',
    count: 'attemptsLeft' in error ? error.attemptsLeft : 'missing' in error ? error.missing : 0,
    length: 'length' in error ? error.length : 0,
  });
  return 'offerOtherChannels' in error && error.offerOtherChannels
    ? `${message} ${t('orAnotherWay')}`
    : message;
}

export function noticeMessage(notice: Notice, { t }: Text): string {
  return t(notice.kind === 'resent' ? `resent_${notice.channel}` : notice.kind);
}

/** Says what the page is doing; empty when it is idle. */
export function busyMessage({ kind }: Activity, { t }: Text): string {
  if (kind === 'idle') return '';
  return t(kind === 'cancelling' ? 'loading' : kind);
}

/** The same for the button that sends a code by `channel`; empty for the other buttons. */
export function sendingMessage(activity: Activity, channel: Channel, text: Text): string {
  return 'channel' in activity && activity.channel === channel ? busyMessage(activity, text) : '';
}
