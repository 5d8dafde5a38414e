import { beforeEach, describe, expect, test } from 'vitest';
import { NUMBER, pending, verified } from '../../../testing/answers';
import { FlowTest } from '../../../testing/FlowTest';

let t: FlowTest;

beforeEach(() => {
  t = new FlowTest();
});

describe('UX 08: a complete code', () => {
  test('is submitted by itself', async () => {
    const flow = await t.beginWithCode();
    await flow.editCode('12345');
    expect(t.api.checks).toEqual([]);
    await flow.editCode('123456');
    expect(t.api.checks).toEqual(['123456']);
    expect(flow.getState().step).toBe('verified');
  });

  test('is submitted once, however many events bring it', async () => {
    const flow = await t.beginWithCode();
    await Promise.all([flow.editCode('123456'), flow.editCode('123456'), flow.submitCode()]);
    expect(t.api.checks).toEqual(['123456']);
  });

  test('is not submitted by itself a second time, but the button works', async () => {
    const flow = await t.beginWithCode();
    await flow.editCode('000000');
    await flow.editCode('00000');
    await flow.editCode('000000');
    expect(t.api.checks).toEqual(['000000']);
    await flow.submitCode();
    expect(t.api.checks).toEqual(['000000', '000000']);
  });

  test('another one is submitted by itself again', async () => {
    const flow = await t.beginWithCode();
    await flow.editCode('000000');
    await flow.editCode('000001');
    expect(t.api.checks).toEqual(['000000', '000001']);
  });

  test('another one that is typed during a check is submitted after it, and not blamed for the first', async () => {
    const flow = await t.beginWithCode();
    const release = t.api.hold();
    const checking = flow.editCode('000000');
    await flow.editCode('123456');
    const errors: unknown[] = [];
    flow.subscribe(() => {
      const state = flow.getState();
      errors.push('error' in state && state.error);
    });
    release();
    await checking;
    expect(t.api.checks).toEqual(['000000', '123456']);
    expect(flow.getState().step).toBe('verified');
    expect(errors.filter(Boolean)).toEqual([]);
  });

  test('digits that are corrected during a check are left alone, one try poorer', async () => {
    const flow = await t.beginWithCode();
    const release = t.api.hold();
    const checking = flow.editCode('000000');
    await flow.editCode('1234');
    release();
    await checking;
    expect(t.api.checks).toEqual(['000000']);
    expect(flow.getState()).toMatchObject({
      code: '1234',
      error: null,
      activity: { kind: 'idle' },
      pending: { attemptsLeft: 2 },
    });
  });

  test.each([
    ['', { code: 'code_empty' }],
    ['12', { code: 'code_short', length: 6, missing: 4 }],
  ])('UX 17: "%s" is not sent', async (text, error) => {
    const flow = await t.beginWithCode();
    await flow.editCode(text);
    await flow.submitCode();
    expect(flow.getState()).toMatchObject({ error });
    expect(t.api.checks).toEqual([]);
  });
});

describe('a refused check', () => {
  test('UX 17: a wrong code says how many tries are left', async () => {
    const flow = await t.beginWithCode();
    await flow.editCode('000000');
    expect(flow.getState()).toMatchObject({ error: { code: 'incorrect_code', attemptsLeft: 2 } });
  });

  test.each([
    ['code_expired', 'expired'],
    ['too_many_attempts', 'tooMany'],
  ] as const)(
    'UX 17: %s ends the code, and the page learns when another may be had',
    async (code, reason) => {
      const flow = await t.beginWithCode();
      t.api.rightCode = '000000';
      t.api.refuseNext('check', code);
      t.api.state = pending({
        status: 'expired',
        expiresIn: 0,
        resendIn: 45,
        attemptsLeft: reason === 'tooMany' ? 0 : 2,
      });
      await flow.editCode('000000');
      expect(flow.getState()).toMatchObject({
        step: 'ended',
        reason,
        pending: { resendAt: t.now + 45_000 },
      });
    },
  );

  test('UX 17: a code that is gone sends the visitor back', async () => {
    const flow = await t.beginWithCode();
    t.api.refuseNext('check', 'no_pending_verification');
    await flow.editCode('123456');
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      error: { code: 'no_pending_verification' },
    });
  });

  test('UX 24: a code that another tab has used means verified', async () => {
    const flow = await t.beginWithCode();
    t.api.refuseNext('check', 'no_pending_verification');
    t.api.state = verified();
    await flow.editCode('123456');
    expect(flow.getState().step).toBe('verified');
  });
});

describe('UX 23: restart in one press', () => {
  test.each(['sms', 'voice'] as const)('by %s, from a code that ended', async (channel) => {
    const flow = await t.beginWithCode({ status: 'expired', expiresIn: 0 });
    await flow.resend(channel);
    expect(t.api.requests).toMatchObject([{ phoneNumber: NUMBER, channel }]);
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'resent', channel } });
  });

  test('when the server knows of too many wrong codes, it stays at the end', async () => {
    const flow = await t.beginWithCode({ status: 'expired', expiresIn: 0, attemptsLeft: 0 });
    t.api.refuseNext('request', 'too_many_attempts', { retryAfter: 600 });
    await flow.resend('sms');
    expect(flow.getState()).toMatchObject({ step: 'ended', reason: 'tooMany' });
  });
});

describe('UX 21: when the time is over by the page’s clock', () => {
  test('the server is asked', async () => {
    const flow = await t.beginWithCode();
    t.api.state = pending({ status: 'expired', expiresIn: 0 });
    await flow.handleExpiry();
    expect(flow.getState()).toMatchObject({ step: 'ended', reason: 'expired' });
  });

  test('the clock is believed where the server cannot be asked', async () => {
    const flow = await t.beginWithCode();
    t.api.refuseNext('read', 'unreachable');
    await flow.handleExpiry();
    expect(flow.getState()).toMatchObject({ step: 'ended', reason: 'expired' });
  });
});
