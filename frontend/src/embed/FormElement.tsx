import { createRoot, type Root } from 'react-dom/client';
import { PhoneVerification, type VerifiedNumber } from '../features/verification/PhoneVerification';
import { createClient, type DialproofClient } from '../lib/api/client';
import { addFormStyles } from './stylesheet';
import type { PhoneVerificationElement, PhoneVerificationEventMap, Unset } from './types';

const PROPERTIES = ['apiUrl', 'locale', 'theme', 'noCancel'] as const;

type Properties = Pick<PhoneVerificationElement, (typeof PROPERTIES)[number]>;

/** What exists while the element is connected to a document. */
interface Session {
  readonly root: Root;
  readonly apiUrl: string;
  readonly client: DialproofClient;
  readonly abortController: AbortController;
}

// On a server there are no elements, but a page's modules are imported there all the same.
const Base =
  typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement;

/** Renders the flow into a shadow tree, and dispatches its callbacks as events. */
export class FormElement extends Base implements Properties {
  static readonly observedAttributes = ['api-url', 'locale', 'theme', 'no-cancel'];

  readonly #container = document.createElement('div');
  #session: Session | null = null;

  constructor() {
    super();
    const tree = this.attachShadow({ mode: 'open' });
    addFormStyles(tree);
    tree.append(this.#container);
  }

  connectedCallback(): void {
    for (const name of PROPERTIES) this.#upgradeProperty(name);
    this.#render();
  }

  disconnectedCallback(): void {
    // An element that is only moved is connected again before the microtask runs, and keeps what was typed.
    queueMicrotask(() => {
      if (!this.isConnected) this.#close();
    });
  }

  /** Its presence makes `moveBefore` skip the disconnect and connect callbacks. */
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

  /** Takes over a property that was set before the element was defined. */
  #upgradeProperty(name: keyof Properties): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  #createSession(): Session {
    const { apiUrl } = this;
    const abortController = new AbortController();
    const client = createClient({ apiUrl, signal: abortController.signal });
    return {
      root: this.#session?.root ?? createRoot(this.#container),
      apiUrl,
      client,
      abortController,
    };
  }

  #render(): void {
    if (this.#session?.apiUrl !== this.apiUrl) {
      this.#session?.abortController.abort();
      this.#session = this.#createSession();
    }
    const { root, apiUrl, client } = this.#session;
    root.render(
      <PhoneVerification
        apiUrl={apiUrl}
        client={client}
        theme={this.theme}
        locale={this.locale}
        {...(!this.noCancel && { onCancel: this.#emitCancel })}
        onVerified={this.#emitVerified}
        onForgotten={this.#emitForgotten}
      />,
    );
  }

  #close(): void {
    this.#session?.abortController.abort();
    this.#session?.root.unmount();
    this.#session = null;
  }

  readonly #emitVerified = (detail: VerifiedNumber): void => {
    this.#emit('verified', detail);
  };

  readonly #emitCancel = (): void => {
    this.#emit('cancel', null);
  };

  readonly #emitForgotten = (): void => {
    this.#emit('forgotten', null);
  };

  #emit(type: keyof PhoneVerificationEventMap, detail: VerifiedNumber | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
