/** The library for pages without React: one script that defines `<phone-verification>`. */
import { FormElement } from './FormElement';

const NAME = 'phone-verification';

// The script may be loaded twice, by two parts of a page, and it does nothing on a server.
if (typeof customElements !== 'undefined' && !customElements.get(NAME)) {
  customElements.define(NAME, FormElement);
}

export type { VerifiedNumber } from '../features/verification/PhoneVerification';
export type { PhoneVerificationElement, PhoneVerificationEventMap } from './types';
