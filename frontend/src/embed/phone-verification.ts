/** The library for pages without React: one script that defines `<phone-verification>`. */
import { FormElement } from './FormElement';

const NAME = 'phone-verification';

// Loaded twice, as by two parts of a page, it counts once.
if (!customElements.get(NAME)) customElements.define(NAME, FormElement);

export type { VerifiedNumber } from '../features/verification/PhoneVerification';
export type { PhoneVerificationElement, PhoneVerificationEventMap } from './types';
