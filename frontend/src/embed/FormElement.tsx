import { createRoot, type Root } from 'react-dom/client';
import { PhoneVerification, type VerifiedNumber } from '../features/verification/PhoneVerification';
import { createClient, type DialproofClient } from '../lib/api/client';
import { addFormStyles } from './stylesheet';
import type { PhoneVerificationElement, PhoneVerificationEventMap, Unset } from './types';

const PROPERTIES = ['apiUrl', 'locale', 'theme', 'noCancel'] as const;

type Properties = Pick<PhoneVerificationElement, (typeof PROPERTIES)[number]>;

/** What lives as long as the element is in a page. */
interface Session {
  readonly root: Root;
  readonly apiUrl: string;
  readonly client: DialproofClient;
  readonly leaving: AbortController;
}

/** Puts the flow into a shadow tree, and its callbacks into events. */
export class FormElement extends HTMLElement implements Properties {
  static readonly observedAttributes = ['api-url', 'locale', 'theme', 'no-cancel'];

  readonly #place = document.createElement('div');
  #session: Session | null = null;

  constructor() {
    super();
    const tree = this.attachShadow({ mode: 'open' });
    addFormStyles(tree);
    tree.append(this.#place);
  }

  connectedCallback(): void {
    for (const name of PROPERTIES) this.#takeOver(name);
    this.#render();
  }

  disconnectedCallback(): void {
    // An element that is only moved comes back before the microtask runs, and keeps what was typed.
    queueMicrotask(() => {
      if (!this.isConnected) this.#close();
    });
  }

  /** Being here tells `moveBefore` that a move needs no new beginning. */
  connectedMoveCallback(): void {
    this.#render();
  }

  attributeChangedCallback(): void {
    if (this.#session) this.#render();
  }

  get apiUrl(): string {
    return this.getAttribute('api-url') ?? '';
  }

  set apiUrl(value: Unset | string) {
    this.#set('api-url', value);
  }

  get locale(): string {
    return this.getAttribute('locale') ?? '';
  }

  set locale(value: Unset | string) {
    this.#set('locale', value);
  }

  get theme(): Properties['theme'] {
    const wanted = this.getAttribute('theme')?.toLowerCase();
    return wanted === 'light' || wanted === 'dark' ? wanted : 'auto';
  }

  set theme(value: Unset | Properties['theme']) {
    this.#set('theme', value);
  }

  get noCancel(): boolean {
    return this.hasAttribute('no-cancel');
  }

  set noCancel(value: Unset | boolean) {
    this.toggleAttribute('no-cancel', value ?? false);
  }

  #set(name: string, value: Unset | string): void {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  /** Takes a property that was set before the script arrived that defines the element. */
  #takeOver(name: keyof Properties): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  #begin(): Session {
    const { apiUrl } = this;
    const leaving = new AbortController();
    const client = createClient({ apiUrl, signal: leaving.signal });
    return { root: this.#session?.root ?? createRoot(this.#place), apiUrl, client, leaving };
  }

  #render(): void {
    if (this.#session?.apiUrl !== this.apiUrl) {
      this.#session?.leaving.abort();
      this.#session = this.#begin();
    }
    const { root, apiUrl, client } = this.#session;
    root.render(
      <PhoneVerification
        apiUrl={apiUrl}
        client={client}
        theme={this.theme}
        locale={this.locale}
        {...(!this.noCancel && { onCancel: this.#tellCancel })}
        onVerified={this.#tellVerified}
        onForgotten={this.#tellForgotten}
      />,
    );
  }

  #close(): void {
    this.#session?.leaving.abort();
    this.#session?.root.unmount();
    this.#session = null;
  }

  readonly #tellVerified = (detail: VerifiedNumber): void => {
    this.#tell('verified', detail);
  };

  readonly #tellCancel = (): void => {
    this.#tell('cancel', null);
  };

  readonly #tellForgotten = (): void => {
    this.#tell('forgotten', null);
  };

  #tell(type: keyof PhoneVerificationEventMap, detail: VerifiedNumber | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
