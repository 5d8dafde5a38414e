import type { VerifiedNumber } from '../features/verification/PhoneVerification';

/** The events of `<phone-verification>`. They do not bubble: a dialog around it has a `cancel` of its own. */
export interface PhoneVerificationEventMap {
  /** The number is verified, or the page found that it already was. */
  verified: CustomEvent<VerifiedNumber>;
  /** The visitor gave up. */
  cancel: CustomEvent<null>;
}

/** `<phone-verification>`: the whole flow as an element, for pages without React. */
export interface PhoneVerificationElement extends HTMLElement {
  /** `api-url`: where the API lives, such as `https://verify.example.com`; empty for the page's own origin. */
  apiUrl: string;
  /** The language, BCP 47; empty for the browser's languages. */
  locale: string;
  /** `auto` follows the visitor's system. */
  theme: 'auto' | 'light' | 'dark';
  /** `no-cancel`: the first step has no Cancel button, and there is no `cancel` event. */
  noCancel: boolean;

  addEventListener<Type extends keyof PhoneVerificationEventMap>(
    type: Type,
    listener: (this: this, event: PhoneVerificationEventMap[Type]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'phone-verification': PhoneVerificationElement;
  }
}
