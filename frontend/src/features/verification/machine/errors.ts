/** Errors of the flow: a problem that the API returned, no answer at all, or something that the page checks itself. */
import type { ApiFailure } from '../../../lib/api/problems';

export type FlowError =
  | ApiFailure
  | {
      readonly code:
        | 'phone_empty'
        | 'phone_short'
        | 'phone_long'
        | 'phone_impossible'
        | 'phone_extension'
        /** The digits can be understood as numbers of two countries. */
        | 'phone_unclear'
        /** A mobile of Argentina that lacks its 9. */
        | 'phone_without_nine'
        | 'country_empty'
        /** The number cannot get a text, but could be called. */
        | 'phone_without_texts'
        | 'code_empty'
        | 'check_timed_out';
    }
  | { readonly code: 'code_short'; readonly length: number; readonly missing: number }
  | {
      readonly code: 'incorrect_code';
      readonly attemptsLeft: number;
      /** True when the message should mention the other channels. */
      readonly offerOtherChannels: boolean;
    };

export type ErrorField = 'phone' | 'country' | 'code';

/** The field that an error is about; null when it is about none. */
export function fieldOf({ code }: FlowError): ErrorField | null {
  switch (code) {
    case 'phone_empty':
    case 'phone_short':
    case 'phone_long':
    case 'phone_impossible':
    case 'phone_extension':
    case 'phone_unclear':
    case 'phone_without_nine':
    case 'phone_without_texts':
    case 'invalid_phone_number':
    case 'unsupported_phone_number':
    case 'country_not_allowed':
    case 'blocked':
      return 'phone';
    case 'country_empty':
      return 'country';
    case 'code_empty':
    case 'code_short':
    case 'incorrect_code':
      return 'code';
    default:
      return null;
  }
}

/** True when the call may have been carried out although no answer came. */
export function isAmbiguous({ code }: ApiFailure): boolean {
  return code === 'timed_out' || code === 'unreachable';
}
