/** Runs the flow: holds the state, makes the calls and tells whoever listens. Knows no React. */
import type { DialproofClient } from '../../../lib/api/client';
import type { Channel, RequestVerification, Verification } from '../../../lib/api/types';
import { now, wallClock } from '../../../lib/clock';
import { extractCode } from '../../../lib/code';
import type { NumberAdvice } from '../../../lib/phone/parser';
import { checkCode } from '../api/checkCode';
import { findCode, sendCode } from '../api/sendCode';
import type { FlowEvent } from '../machine/events';
import { afterRefusedCheck, afterRefusedSend, withoutSend } from '../machine/outcomes';
import { reduce } from '../machine/reducer';
import {
  initialState,
  type FlowState,
  type PhoneState,
  type VerifiedState,
} from '../machine/state';
import { pendingOf } from '../machine/transitions';
import { checkDraft } from './checkDraft';
import { guessCountry } from './guessCountry';
import { SleepWatch } from './SleepWatch';

const SLOW_AFTER = 5_000;

export interface FlowOptions {
  readonly client: DialproofClient;
  /** The language of the message that carries the code, BCP 47. */
  readonly locale: () => string;
  readonly onVerified: (state: VerifiedState) => void;
  readonly onCancelled: () => void;
  /** The visitor had the number that was verified here removed, in this tab or another. */
  readonly onForgotten: () => void;
  /** Called after a change on the server that other tabs should hear of. */
  readonly onChanged: () => void;
  /** Milliseconds, by a clock that nobody sets; only differences count. */
  readonly now?: () => number;
  /** Milliseconds, by the computer's clock. */
  readonly wallClock?: () => number;
}

export class Flow {
  readonly #options: FlowOptions;
  readonly #listeners = new Set<() => void>();
  #state: FlowState = initialState;
  // Counts calls, so that an answer that was overtaken by a later call is thrown away.
  #calls = 0;
  // True from when another tab told of a change until the page has heard of it from the server.
  #changedElsewhere = false;
  readonly #now: () => number;
  readonly #sleep: SleepWatch;

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#now = options.now ?? now;
    this.#sleep = new SleepWatch(this.#now, options.wallClock ?? wallClock);
  }

  readonly getState = (): FlowState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly load = async (): Promise<void> => {
    const { client } = this.#options;
    this.#dispatch({ type: 'loadStarted' });
    const [config, verification] = await this.#slowly(
      Promise.all([client.config(), client.verification()]),
    );
    if (config.ok && verification.ok) {
      this.#dispatch({
        type: 'loaded',
        config: config.value,
        verification: verification.value,
        country: guessCountry(config.value, navigator.languages),
        now: this.#now(),
      });
      this.#settle();
      return;
    }
    for (const result of [config, verification]) {
      if (!result.ok) this.#dispatch({ type: 'loadFailed', error: withoutSend(result.failure) });
    }
  };

  /** Asks the server where the visitor stands. Tells whether it answered. */
  readonly refresh = async (): Promise<boolean> => {
    const { step } = this.#state;
    if (this.#isBusy() || step === 'loading' || step === 'unavailable') return true;
    const call = ++this.#calls;
    const result = await this.#options.client.verification();
    if (call !== this.#calls || this.#isBusy()) return true;
    if (result.ok) this.#dispatchTruth('truthLearned', result.value);
    return result.ok;
  };

  /** Another tab said that something changed; what, `refresh` tells. */
  readonly hearOfChange = (): void => {
    this.#changedElsewhere = true;
  };

  /**
   * Asks the server anew when the computer slept, as some browsers count no time then. Called whenever a countdown moves.
   */
  readonly noticeSleep = (): void => {
    if (!this.#isBusy() && this.#sleep.notices()) void this.refresh();
  };

  readonly editNumber = (number: string): void => {
    this.#dispatch({ type: 'draftEdited', draft: { number } });
  };

  readonly chooseCountry = (country: string): void => {
    this.#dispatch({ type: 'draftEdited', draft: { country } });
  };

  readonly submitNumber = async (channel: Channel): Promise<void> => {
    const state = this.#state;
    if (state.step !== 'phone' || this.#isBusy()) return;
    this.#dispatch({ type: 'started', kind: 'sending', channel });
    await this.#slowly(this.#sendToDraft(state, channel));
  };

  /** Sends another code to the same number, by any channel. */
  readonly resend = async (channel: Channel): Promise<void> => {
    const state = this.#state;
    if ((state.step !== 'code' && state.step !== 'ended') || this.#isBusy()) return;
    const { phoneNumber } = state.pending;
    this.#dispatch({ type: 'started', kind: 'sending', channel });
    await this.#slowly(this.#send({ phoneNumber, channel }, phoneNumber));
  };

  /** Takes what was typed, pasted or filled in; each complete code is submitted once by itself. */
  readonly editCode = async (text: string): Promise<void> => {
    const state = this.#state;
    if (state.step !== 'code') return;
    const code = extractCode(text, state.pending.codeLength);
    this.#dispatch({ type: 'codeEdited', code });
    await this.#submitNewCode();
  };

  readonly submitCode = async (): Promise<void> => {
    const state = this.#state;
    if (state.step !== 'code' || this.#isBusy()) return;
    const { code } = state;
    const length = state.pending.codeLength;
    const missing = length - code.length;
    if (missing > 0) {
      const error =
        missing === length
          ? ({ code: 'code_empty' } as const)
          : ({ code: 'code_short', length, missing } as const);
      this.#dispatch({ type: 'refused', error });
      return;
    }
    this.#dispatch({ type: 'started', kind: 'checking' });
    const result = await this.#slowly(checkCode(this.#options.client, code));
    if (result.ok) {
      this.#dispatchTruth('truthLearned', result.value);
      this.#options.onChanged();
      return;
    }
    this.#dispatch(afterRefusedCheck(code, result.failure));
    if (this.#state.step === 'ended') await this.refresh();
    // Another one may have been typed meanwhile.
    await this.#submitNewCode();
  };

  readonly changeNumber = (): void => {
    if (!this.#isBusy()) this.#dispatch({ type: 'numberReopened' });
  };

  readonly reopenCode = (): void => {
    if (!this.#isBusy()) this.#dispatch({ type: 'codeReopened', now: this.#now() });
  };

  readonly restart = (): void => {
    if (!this.#isBusy()) this.#dispatch({ type: 'restarted' });
  };

  /** The code's time is over by the page's clock: asks the server, or believes the clock. */
  readonly timeUp = async (): Promise<void> => {
    if (await this.refresh()) return;
    if (this.#state.step === 'code') this.#dispatch({ type: 'ended', reason: 'expired' });
  };

  /** Gives up. Whoever wants to leave may, also when the code could not be made void: it runs out. */
  readonly cancel = async (): Promise<void> => {
    if (this.#isBusy()) return;
    const { client, onCancelled, onChanged } = this.#options;
    if (this.#state.step === 'code' || this.#state.step === 'ended') {
      this.#dispatch({ type: 'started', kind: 'cancelling' });
      const result = await this.#slowly(client.cancelVerification());
      if (result.ok) {
        this.#dispatch({ type: 'cancelled' });
        onChanged();
      } else {
        this.#dispatch({ type: 'refused', error: withoutSend(result.failure) });
      }
    }
    onCancelled();
  };

  /** Removes what this browser remembers of a verified number. What was verified stays verified for those who heard of it. */
  readonly forget = async (): Promise<void> => {
    if (this.#state.step !== 'verified' || this.#isBusy()) return;
    this.#dispatch({ type: 'started', kind: 'cancelling' });
    const result = await this.#slowly(this.#options.client.cancelVerification());
    if (!result.ok) {
      this.#dispatch({ type: 'refused', error: withoutSend(result.failure) });
      return;
    }
    this.#dispatch({ type: 'forgotten' });
    this.#options.onChanged();
  };

  async #submitNewCode(): Promise<void> {
    const state = this.#state;
    if (state.step !== 'code') return;
    const { code, tried, pending } = state;
    if (code.length === pending.codeLength && !tried.includes(code)) await this.submitCode();
  }

  async #sendToDraft({ draft, pending }: PhoneState, channel: Channel): Promise<void> {
    const check = await checkDraft(draft);
    if (!check.ok) {
      this.#dispatch({ type: 'refused', error: check.error });
      return;
    }
    const now = this.#now();
    const works = pending?.phoneNumber === check.e164 && pending.expiresAt > now;
    if (works && pending.resendAt > now) {
      this.#dispatch({ type: 'codeReopened', now });
      return;
    }
    const body = {
      phoneNumber: draft.number.trim(),
      country: draft.country || null,
      channel,
    };
    await this.#send(body, check.e164, check.advice);
  }

  async #send(
    body: RequestVerification,
    e164: string | null,
    advice: NumberAdvice | null = null,
  ): Promise<void> {
    const state = this.#state;
    if (state.step === 'loading' || state.step === 'unavailable' || state.step === 'verified')
      return;
    const { client, locale, onChanged } = this.#options;
    const wanted = { client, e164, now: this.#now };
    const { result, unsure } = await sendCode({
      ...wanted,
      body: { ...body, locale: locale() },
      known: pendingOf(state),
      unsure: state.unsure,
    });
    if (result.ok) {
      this.#dispatchTruth('sent', result.value);
      onChanged();
      return;
    }
    const tooSoon = state.step === 'phone' && result.failure.code === 'resend_too_soon';
    const earlier = tooSoon ? await findCode(wanted, null) : null;
    if (earlier?.ok) {
      this.#dispatch({
        type: 'sent',
        verification: earlier.value,
        now: this.#now(),
        already: true,
      });
      return;
    }
    const mayCall = body.channel !== 'voice' && state.config.channels.includes('voice');
    this.#dispatch(afterRefusedSend(result.failure, state.step, mayCall, unsure, advice));
    if (this.#state.step === 'ended') await this.refresh();
  }

  #settle(): void {
    this.#sleep.settle();
    this.#changedElsewhere = false;
  }

  #isBusy(): boolean {
    return this.#state.activity.kind !== 'idle';
  }

  #dispatchTruth(type: 'sent' | 'truthLearned', verification: Verification): void {
    const now = this.#now();
    if (type === 'sent') this.#dispatch({ type, verification, now });
    else {
      const asleep = this.#sleep.asleep();
      this.#dispatch({ type, verification, now, asleep, told: this.#changedElsewhere });
    }
    this.#settle();
  }

  #dispatch(event: FlowEvent): void {
    const { step } = this.#state;
    this.#state = reduce(this.#state, event);
    for (const listener of this.#listeners) listener();
    if (this.#state.step === 'verified' && step !== 'verified') {
      this.#options.onVerified(this.#state);
    }
    const { notice } = 'notice' in this.#state ? this.#state : { notice: null };
    if (step === 'verified' && notice?.kind === 'forgotten') this.#options.onForgotten();
  }

  async #slowly<Value>(work: Promise<Value>): Promise<Value> {
    this.#calls += 1;
    const timer = setTimeout(() => {
      this.#dispatch({ type: 'slowed' });
    }, SLOW_AFTER);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }
}
