import type { DialproofClient } from '../lib/api/client';
import type { ApiFailure, ApiResult, ProblemCode } from '../lib/api/problems';
import type { Config, RequestVerification, Verification } from '../lib/api/types';
import { config, ok, pending, problem, refused, verification, verified } from './answers';

type Answer = ApiResult<Verification>;

type Call = 'request' | 'check' | 'cancel' | 'read';

/** A fake API: sends nothing, accepts one code, and can be told to fail. */
export class FakeApi implements DialproofClient {
  settings: Config = config();
  state: Verification = verification();
  rightCode = '123456';
  /** Whether the browser has the cookie that `verification` sets. */
  cookie: 'none' | 'kept' | 'blocked' = 'none';
  readonly requests: RequestVerification[] = [];
  readonly checks: string[] = [];
  cancels = 0;
  readonly #next = new Map<Call, Answer[]>();
  #held: Promise<void> = Promise.resolve();

  /** Answers the next call with this; later calls are answered as usual. */
  answerNext(call: Call, answer: Answer): void {
    this.#next.set(call, [...(this.#next.get(call) ?? []), answer]);
  }

  refuseNext(
    call: Call,
    code: ProblemCode | 'offline' | 'timed_out' | 'unreachable',
    extra?: { retryAfter?: number; attemptsLeft?: number },
  ): void {
    const noAnswer = code === 'offline' || code === 'timed_out' || code === 'unreachable';
    const failure: ApiFailure = noAnswer ? { code } : problem(code, extra);
    this.answerNext(call, refused(failure));
  }

  /** Delays every answer until the returned function is called. */
  hold(): () => void {
    const waiting: (() => void)[] = [];
    this.#held = new Promise((resolve) => waiting.push(resolve));
    return () => {
      for (const resolve of waiting) resolve();
    };
  }

  config(): Promise<ApiResult<Config>> {
    return this.#held.then(() => ok(this.settings));
  }

  verification(): Promise<Answer> {
    if (this.cookie === 'none') this.cookie = 'kept';
    return this.#answer('read', () => this.state);
  }

  requestVerification(body: RequestVerification): Promise<Answer> {
    this.requests.push(body);
    if (body.requireCookie && this.cookie !== 'kept')
      this.refuseNext('request', 'cookies_required');
    return this.#answer('request', () => {
      this.state = pending({
        phoneNumber: `+1${body.phoneNumber.replace(/\D/g, '').slice(-10)}`,
        channel: body.channel ?? 'sms',
      });
      return this.state;
    });
  }

  checkVerification(code: string): Promise<Answer> {
    this.checks.push(code);
    if (code !== this.rightCode) this.refuseNext('check', 'incorrect_code', { attemptsLeft: 2 });
    return this.#answer('check', () => {
      this.state = verified({ phoneNumber: this.state.phoneNumber });
      return this.state;
    });
  }

  cancelVerification(): Promise<Answer> {
    this.cancels += 1;
    return this.#answer('cancel', () => {
      this.state = verification();
      return this.state;
    });
  }

  async #answer(call: Call, usual: () => Verification): Promise<Answer> {
    await this.#held;
    return this.#next.get(call)?.shift() ?? ok(usual());
  }
}
