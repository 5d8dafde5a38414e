import { describe, expect, test } from 'vitest';
import { config, NUMBER, pending, problem, verification, verified } from '../../../testing/answers';
import type { FlowEvent } from './events';
import { reduce } from './reducer';
import { initialState, type FlowState } from './state';

const NOW = 1_000_000;

const loaded = (state = verification()): FlowEvent => ({
  type: 'loaded',
  config: config(),
  verification: state,
  country: 'US',
  now: NOW,
});

const run = (...events: FlowEvent[]) => events.reduce<FlowState>(reduce, initialState);

const phone = () => run(loaded());

const code = () => run(loaded(pending()));

const serverState = (state: ReturnType<typeof verification>, now = NOW): FlowEvent => ({
  type: 'serverStateReceived',
  verification: state,
  now,
});

describe('UX 24: the page begins where the visitor stands', () => {
  test.each([
    ['none', verification(), 'phone'],
    ['pending', pending(), 'code'],
    ['expired', pending({ status: 'expired', expiresIn: 0 }), 'ended'],
    ['verified', verified(), 'verified'],
  ])('%s', (_, state, step) => {
    expect(run(loaded(state)).step).toBe(step);
  });

  test('an ended code tells why', () => {
    const ended = (attemptsLeft: number) =>
      run(loaded(pending({ status: 'expired', expiresIn: 0, attemptsLeft })));
    expect(ended(0)).toMatchObject({ reason: 'tooMany' });
    expect(ended(2)).toMatchObject({ reason: 'expired' });
  });

  test('the number is there to be changed', () => {
    expect(code()).toMatchObject({ draft: { number: NUMBER, country: 'US' } });
  });

  test('a page that could not start can be started again', () => {
    const failed = run({ type: 'loadFailed', error: { code: 'unreachable' } });
    expect(failed.step).toBe('unavailable');
    expect(reduce(failed, { type: 'loadStarted' }).activity).toEqual({
      kind: 'loading',
      slow: false,
    });
    expect(reduce(failed, loaded()).step).toBe('phone');
  });
});

describe('UX 21: times are kept as moments of the page’s clock', () => {
  test('counted from the server’s seconds', () => {
    const state = run(loaded(pending({ expiresIn: 300, resendIn: 30 })));
    expect(state).toMatchObject({
      pending: { expiresAt: NOW + 300_000, resendAt: NOW + 30_000 },
    });
  });
});

describe('UX 16, 23: nothing that was typed gets lost', () => {
  test('by an error', () => {
    const typed = reduce(phone(), { type: 'draftEdited', draft: { number: '415' } });
    const refused = reduce(typed, { type: 'failed', error: { code: 'phone_short' } });
    expect(refused).toMatchObject({ draft: { number: '415' }, error: { code: 'phone_short' } });
  });

  test('by changing the number, and the code can be entered after all', () => {
    const changed = reduce(code(), { type: 'numberReopened' });
    expect(changed).toMatchObject({ step: 'phone', draft: { number: NUMBER } });
    expect(reduce(changed, { type: 'codeReopened', now: NOW })).toMatchObject({
      step: 'code',
      notice: { kind: 'alreadySent' },
    });
    expect(reduce(changed, { type: 'codeReopened', now: NOW + 300_000 })).toBe(changed);
  });

  test('by a wrong code', () => {
    const typed = reduce(code(), { type: 'codeEdited', code: '000000' });
    expect(reduce(typed, { type: 'codeRejected', code: '000000', attemptsLeft: 2 })).toMatchObject({
      code: '000000',
    });
  });

  test('by cancelling', () => {
    expect(reduce(code(), { type: 'cancelled' })).toMatchObject({
      step: 'phone',
      draft: { number: NUMBER },
      notice: { kind: 'cancelled' },
    });
  });
});

describe('UX 22: after a third wrong code', () => {
  const wrong = (left: number): FlowEvent => ({
    type: 'codeRejected',
    code: '',
    attemptsLeft: left,
  });
  const three = (channels: readonly ('sms' | 'voice')[]) =>
    [wrong(4), wrong(3), wrong(2)].reduce(
      reduce,
      run(loaded(pending({ attemptsLeft: 5, channels }))),
    );

  test('the other channel is offered', () => {
    expect(three(['sms', 'voice'])).toMatchObject({
      step: 'code',
      error: { offerOtherChannels: true },
    });
  });

  test('nothing is offered that is not to be had', () => {
    expect(three(['sms'])).toMatchObject({ error: { offerOtherChannels: false } });
  });

  test('the last one ends the code', () => {
    expect(reduce(code(), wrong(0))).toMatchObject({ step: 'ended', reason: 'tooMany' });
  });
});

describe('UX 17: a code that was sent', () => {
  const sent = (changes = {}, alreadySent = false): FlowEvent => ({
    type: 'sent',
    verification: pending(changes),
    now: NOW,
    alreadySent,
  });

  test('for the first time needs no news: the step says it', () => {
    expect(reduce(phone(), sent())).toMatchObject({ step: 'code', notice: null });
  });

  test('again is news, by whichever channel', () => {
    expect(reduce(code(), sent({ channel: 'voice' }))).toMatchObject({
      notice: { kind: 'resent', channel: 'voice' },
    });
  });

  test('before is said to be good still', () => {
    expect(reduce(phone(), sent({}, true))).toMatchObject({ notice: { kind: 'alreadySent' } });
  });

  test('makes earlier tries count for nothing', () => {
    const tried = [
      { type: 'codeEdited', code: '000000' },
      { type: 'started', kind: 'checking' },
      { type: 'codeRejected', code: '000000', attemptsLeft: 2 },
    ] as const;
    expect(reduce(tried.reduce(reduce, code()), sent())).toMatchObject({
      code: '',
      submittedCodes: [],
      wrongCodes: 0,
      error: null,
    });
  });
});

describe('UX 24: what the server says counts', () => {
  test('verified in another tab', () => {
    expect(reduce(code(), serverState(verified())).step).toBe('verified');
  });

  test('cancelled in another tab: the page says that it was stale', () => {
    expect(reduce(code(), serverState(verification()))).toMatchObject({
      step: 'phone',
      notice: { kind: 'elsewhere' },
      draft: { number: NUMBER },
    });
  });

  test('a code for another number, asked for in another tab', () => {
    const other = pending({ phoneNumber: '+14155550101' });
    for (const state of [phone(), code(), run(loaded(verified()))]) {
      expect(reduce(state, serverState(other))).toMatchObject({
        step: 'code',
        pending: { phoneNumber: '+14155550101' },
        notice: { kind: 'elsewhere' },
      });
    }
  });

  test('a session that ended by itself is not blamed on another tab', () => {
    const back = serverState(verification(), NOW + 3_600_000);
    const ended = reduce(code(), { type: 'ended', reason: 'expired' });
    for (const state of [code(), ended]) {
      expect(reduce(state, back)).toMatchObject({
        step: 'phone',
        notice: { kind: 'no_pending_verification' },
      });
    }
  });

  test('nor is a code that this page asked for without hearing of it', () => {
    const maybeSent = reduce(phone(), {
      type: 'failed',
      error: { code: 'timed_out' },
      maybeSent: true,
    });
    expect(reduce(maybeSent, serverState(pending()))).toMatchObject({
      step: 'code',
      notice: { kind: 'alreadySent' },
      maybeSent: false,
    });
  });

  test('a newer code for the same number', () => {
    const later = serverState(pending(), NOW + 40_000);
    expect(reduce(code(), later)).toMatchObject({ notice: { kind: 'elsewhere' } });
  });

  test('the same code changes nothing that the visitor sees', () => {
    const typed = reduce(code(), { type: 'codeEdited', code: '12' });
    const same = reduce(
      typed,
      serverState(pending({ expiresIn: 290, resendIn: 20 }), NOW + 10_000),
    );
    expect(same).toEqual(typed);
  });

  test('the same code is still the same when the answer took its time', () => {
    const typed = reduce(code(), { type: 'codeEdited', code: '12' });
    const slow = serverState(pending({ expiresIn: 290, resendIn: 20 }), NOW + 10_000 + 9_900);
    expect(reduce(typed, slow)).toMatchObject({ step: 'code', code: '12', notice: null });
  });

  test('what may be sent again may be so from the same moment on, however often one looks', () => {
    const waited = reduce(
      code(),
      serverState(pending({ expiresIn: 270, resendIn: 0 }), NOW + 30_100),
    );
    expect(waited).toMatchObject({ pending: { resendAt: NOW + 30_000 } });
    const later = serverState(pending({ expiresIn: 240, resendIn: 0 }), NOW + 60_000);
    expect(reduce(waited, later)).toMatchObject({ pending: { resendAt: NOW + 30_000 } });
  });

  test('the same code does not pull a visitor back who is changing the number', () => {
    const changing = reduce(code(), { type: 'numberReopened' });
    expect(reduce(changing, serverState(pending())).step).toBe('phone');
  });

  test('a code that ended', () => {
    const expired = serverState(pending({ status: 'expired', expiresIn: 0 }));
    expect(reduce(code(), expired)).toMatchObject({ step: 'ended', reason: 'expired' });
  });

  test('a code that this page believed to be over, but is not', () => {
    const ended = reduce(code(), { type: 'ended', reason: 'expired' });
    expect(reduce(ended, serverState(pending())).step).toBe('code');
  });

  test('when another code may be asked for after the end', () => {
    const ended = reduce(code(), { type: 'ended', reason: 'tooMany' });
    const later = pending({ status: 'expired', expiresIn: 0, attemptsLeft: 0, resendIn: 600 });
    expect(reduce(ended, serverState(later))).toMatchObject({
      reason: 'tooMany',
      pending: { resendAt: NOW + 600_000 },
    });
  });

  test('the verification that the visitor went on from does not come back, a later one does', () => {
    const again = [
      { type: 'restarted' },
      { type: 'draftEdited', draft: { number: '415' } },
      { type: 'failed', error: { code: 'phone_short' } },
      serverState(verified()),
    ] as const;
    const typing = again.reduce(reduce, run(loaded(verified())));
    expect(typing).toMatchObject({ step: 'phone', draft: { number: '415' } });
    const later = verified({ verifiedAt: '2026-11-20T13:00:00Z' });
    expect(reduce(typing, serverState(later)).step).toBe('verified');
  });

  test('a session that ended does not undo what was verified', () => {
    expect(reduce(run(loaded(verified())), serverState(verification())).step).toBe('verified');
  });
});

describe('events that make no sense', () => {
  test.each<FlowEvent>([
    { type: 'codeEdited', code: '1' },
    { type: 'codeReopened', now: NOW },
    { type: 'codeRejected', code: '1', attemptsLeft: 1 },
    { type: 'ended', reason: 'expired' },
    { type: 'numberReopened' },
    { type: 'restarted' },
    { type: 'slowed' },
    { type: 'loadStarted' },
    loaded(verified()),
  ])('change nothing: $type', (event) => {
    const state = phone();
    expect(reduce(state, event)).toBe(state);
  });

  test('a verified number stays verified when Back is pressed', () => {
    const state = run(loaded(verified()));
    expect(reduce(state, { type: 'numberReopened' })).toBe(state);
  });
});

test('UX 17: a code that nobody knows any more sends the visitor back, with the number', () => {
  const error = problem('no_pending_verification');
  if (error.code !== 'no_pending_verification') throw new Error('The problem is another one.');
  expect(reduce(code(), { type: 'verificationLost', error })).toMatchObject({
    step: 'phone',
    error: { code: 'no_pending_verification' },
    draft: { number: NUMBER },
  });
});

test('waiting long is said, whatever the page waits for', () => {
  const sending = reduce(phone(), { type: 'started', kind: 'sending' });
  expect(reduce(sending, { type: 'slowed' }).activity).toEqual({ kind: 'sending', slow: true });
  expect(reduce(initialState, { type: 'slowed' }).activity).toEqual({
    kind: 'loading',
    slow: true,
  });
});
