/** Runs the flow: holds the state, makes the calls and notifies listeners. Has no dependency on React. */
import type { DialproofClient } from '../../../lib/api/client';
import type { Channel, RequestVerification, Verification } from '../../../lib/api/types';
import { now, wallClock } from '../../../lib/clock';
import { extractCode } from '../../../lib/code';
import type { NumberAdvice } from '../../../lib/phone/parser';
import { checkCode } from '../api/checkCode';
import { findPending, sendCode } from '../api/sendCode';
import type { FlowEvent } from '../machine/events';
import { checkFailureEvent, sendFailureEvent, nonSendError } from '../machine/failures';
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
import { SleepDetector } from './SleepDetector';

const SLOW_AFTER = 5_000;

export interface FlowOptions {
  readonly client: DialproofClient;
  /** The language of the message that carries the code, BCP 47. */
  readonly getLocale: () => string;
  readonly onVerified: (state: VerifiedState) => void;
  readonly onCancelled: () => void;
  /** The visitor removed the verified number from this browser, in this tab or another. */
  readonly onForgotten: () => void;
  /** Called after a change on the server, so that other tabs can refresh. */
  readonly onChanged: () => void;
  /** Milliseconds of a monotonic clock; only differences mean anything. */
  readonly now?: () => number;
  /** Milliseconds, by the computer's clock. */
  readonly wallClock?: () => number;
}

export class Flow {
  readonly #options: FlowOptions;
  readonly #listeners = new Set<() => void>();
  #state: FlowState = initialState;
  // Counts calls, so that an answer is ignored when a later call has begun meanwhile.
  #callCount = 0;
  // True from the message of another tab until the server has answered.
  #changedElsewhere = false;
  readonly #now: () => number;
  readonly #sleep: SleepDetector;

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#now = options.now ?? now;
    this.#sleep = new SleepDetector(this.#now, options.wallClock ?? wallClock);
  }

  readonly getState = (): FlowState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly load = async (): Promise<void> => {
    const { client } = this.#options;
    this.#dispatch({ type: 'loadStarted' });
    const [config, verification] = await this.#withSlowTimer(
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
      this.#markSynced();
      return;
    }
    for (const result of [config, verification]) {
      if (!result.ok) this.#dispatch({ type: 'loadFailed', error: nonSendError(result.failure) });
    }
  };

  /** Reads the verification from the server again. Resolves to false when no answer came. */
  readonly refresh = async (): Promise<boolean> => {
    const { step } = this.#state;
    if (this.#isBusy() || step === 'loading' || step === 'unavailable') return true;
    const call = ++this.#callCount;
    const result = await this.#options.client.verification();
    if (call !== this.#callCount || this.#isBusy()) return true;
    if (result.ok) this.#dispatchServerState(result.value);
    return result.ok;
  };

  /** Call when another tab has changed something; `refresh` reads what. */
  readonly markChangedElsewhere = (): void => {
    this.#changedElsewhere = true;
  };

  /** Refreshes after the computer slept, because some browsers stop the clock then. Call it with every countdown tick. */
  readonly refreshAfterSleep = (): void => {
    if (!this.#isBusy() && this.#sleep.detectSleep()) void this.refresh();
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
    await this.#withSlowTimer(this.#sendToDraft(state, channel));
  };

  /** Sends another code to the same number, by any channel that the server offers. */
  readonly resend = async (channel: Channel): Promise<void> => {
    const state = this.#state;
    if ((state.step !== 'code' && state.step !== 'ended') || this.#isBusy()) return;
    const { phoneNumber } = state.pending;
    this.#dispatch({ type: 'started', kind: 'sending', channel });
    await this.#withSlowTimer(this.#send({ phoneNumber, channel }, phoneNumber));
  };

  /** Takes what was typed, pasted or filled in, and submits a complete code that was not submitted before. */
  readonly editCode = async (text: string): Promise<void> => {
    const state = this.#state;
    if (state.step !== 'code') return;
    const code = extractCode(text, state.pending.codeLength);
    this.#dispatch({ type: 'codeEdited', code });
    await this.#submitIfNew();
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
      this.#dispatch({ type: 'failed', error });
      return;
    }
    this.#dispatch({ type: 'started', kind: 'checking' });
    const result = await this.#withSlowTimer(checkCode(this.#options.client, code));
    if (result.ok) {
      this.#dispatchServerState(result.value);
      this.#options.onChanged();
      return;
    }
    this.#dispatch(checkFailureEvent(code, result.failure));
    if (this.#state.step === 'ended') await this.refresh();
    // The visitor may have typed another code meanwhile.
    await this.#submitIfNew();
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

  /** The code has expired by the page's clock: asks the server, and trusts the clock where no answer comes. */
  readonly handleExpiry = async (): Promise<void> => {
    if (await this.refresh()) return;
    if (this.#state.step === 'code') this.#dispatch({ type: 'ended', reason: 'expired' });
  };

  /** Cancels. The visitor leaves even if the server could not cancel the code: it expires by itself. */
  readonly cancel = async (): Promise<void> => {
    if (this.#isBusy()) return;
    const { client, onCancelled, onChanged } = this.#options;
    if (this.#state.step === 'code' || this.#state.step === 'ended') {
      this.#dispatch({ type: 'started', kind: 'cancelling' });
      const result = await this.#withSlowTimer(client.cancelVerification());
      if (result.ok) {
        this.#dispatch({ type: 'cancelled' });
        onChanged();
      } else {
        this.#dispatch({ type: 'failed', error: nonSendError(result.failure) });
      }
    }
    onCancelled();
  };

  /** Removes the verified number from this browser. The number stays verified for whoever was told so before. */
  readonly forget = async (): Promise<void> => {
    if (this.#state.step !== 'verified' || this.#isBusy()) return;
    this.#dispatch({ type: 'started', kind: 'cancelling' });
    const result = await this.#withSlowTimer(this.#options.client.cancelVerification());
    if (!result.ok) {
      this.#dispatch({ type: 'failed', error: nonSendError(result.failure) });
      return;
    }
    this.#dispatch({ type: 'forgotten' });
    this.#options.onChanged();
  };

  async #submitIfNew(): Promise<void> {
    const state = this.#state;
    if (state.step !== 'code') return;
    const { code, submittedCodes, pending } = state;
    if (code.length === pending.codeLength && !submittedCodes.includes(code))
      await this.submitCode();
  }

  async #sendToDraft({ draft, pending }: PhoneState, channel: Channel): Promise<void> {
    const check = await checkDraft(draft);
    if (!check.ok) {
      this.#dispatch({ type: 'failed', error: check.error });
      return;
    }
    const now = this.#now();
    const isPending = pending?.phoneNumber === check.e164 && pending.expiresAt > now;
    if (isPending && pending.resendAt > now) {
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
    const { client, getLocale, onChanged } = this.#options;
    const lookup = { client, e164, now: this.#now };
    const { result, maybeSent } = await sendCode({
      ...lookup,
      body: { ...body, locale: getLocale() },
      knownPending: pendingOf(state),
      maybeSent: state.maybeSent,
    });
    if (result.ok) {
      this.#dispatch({ type: 'sent', verification: result.value, now: this.#now() });
      this.#markSynced();
      onChanged();
      return;
    }
    const tooSoon = state.step === 'phone' && result.failure.code === 'resend_too_soon';
    const earlier = tooSoon ? await findPending(lookup, null) : null;
    if (earlier?.ok) {
      this.#dispatch({
        type: 'sent',
        verification: earlier.value,
        now: this.#now(),
        alreadySent: true,
      });
      return;
    }
    const voiceAvailable = body.channel !== 'voice' && state.config.channels.includes('voice');
    this.#dispatch(sendFailureEvent(result.failure, state.step, voiceAvailable, maybeSent, advice));
    if (this.#state.step === 'ended') await this.refresh();
  }

  #markSynced(): void {
    this.#sleep.reset();
    this.#changedElsewhere = false;
  }

  #isBusy(): boolean {
    return this.#state.activity.kind !== 'idle';
  }

  #dispatchServerState(verification: Verification): void {
    this.#dispatch({
      type: 'serverStateReceived',
      verification,
      now: this.#now(),
      sleptFor: this.#sleep.sleptFor(),
      changedElsewhere: this.#changedElsewhere,
    });
    this.#markSynced();
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

  async #withSlowTimer<Value>(work: Promise<Value>): Promise<Value> {
    this.#callCount += 1;
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
