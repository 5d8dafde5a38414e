import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { VerifiedNumber } from '../features/verification/PhoneVerification';

/** The events of `<phone-verification>`. They do not bubble: a dialog around it has a `cancel` of its own. */
export interface PhoneVerificationEventMap {
  /** The number is verified, or the page found that it already was. */
  verified: CustomEvent<VerifiedNumber>;
  /** The visitor gave up. */
  cancel: CustomEvent<null>;
  /** The visitor had the verified number removed from this browser, as on a shared computer. */
  forgotten: CustomEvent<null>;
}

/** Frameworks set these while a value is not known yet; they remove the attribute. */
export type Unset = null | undefined;

/** `<phone-verification>`: the whole flow as an element, for pages without React. */
export interface PhoneVerificationElement extends HTMLElement {
  /** `api-url`: where the API lives, such as `https://verify.example.com`; empty for the page's own origin. */
  get apiUrl(): string;
  set apiUrl(value: Unset | string);
  /** The language, BCP 47; empty for the browser's languages. */
  get locale(): string;
  set locale(value: Unset | string);
  /** `auto` follows the visitor's system. */
  get theme(): 'auto' | 'light' | 'dark';
  set theme(value: Unset | 'auto' | 'light' | 'dark');
  /** `no-cancel`: the first step has no Cancel button, and there is no `cancel` event. */
  get noCancel(): boolean;
  set noCancel(value: Unset | boolean);

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

/** What React passes to `<phone-verification>`, as attributes or properties. */
interface PhoneVerificationAttributes extends DetailedHTMLProps<
  HTMLAttributes<PhoneVerificationElement>,
  PhoneVerificationElement
> {
  'api-url'?: string | undefined;
  apiUrl?: string | undefined;
  locale?: string | undefined;
  theme?: 'auto' | 'light' | 'dark' | undefined;
  'no-cancel'?: boolean | '' | undefined;
  noCancel?: boolean | undefined;
  onverified?: ((event: PhoneVerificationEventMap['verified']) => void) | undefined;
  oncancel?: ((event: PhoneVerificationEventMap['cancel']) => void) | undefined;
  onforgotten?: ((event: PhoneVerificationEventMap['forgotten']) => void) | undefined;
}

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- so does React declare its elements
  namespace JSX {
    interface IntrinsicElements {
      'phone-verification': PhoneVerificationAttributes;
    }
  }
}
