import { beforeEach, describe, expect, test } from 'vitest';
import { config, NUMBER, pending, verified } from '../../../testing/answers';
import { FlowTest } from '../../../testing/FlowTest';
import type { Flow } from './Flow';

let t: FlowTest;

beforeEach(() => {
  t = new FlowTest();
});

describe('asking for a code', () => {
  test('UX 11, 30: the number goes out as it was typed, with country, channel and language', async () => {
    await t.ask(await t.begin(), ' (415) 555-0100 ');
    expect(t.api.requests).toEqual([
      {
        phoneNumber: '(415) 555-0100',
        country: 'US',
        channel: 'sms',
        locale: 'de',
        requireCookie: true,
      },
    ]);
  });

  test('without a country chosen, none is sent', async () => {
    t.api.settings = config({ defaultCountry: null, allowedCountries: ['FR', 'IT'] });
    await t.ask(await t.begin(), '+33639980123');
    expect(t.api.requests).toMatchObject([{ country: null }]);
  });

  test.each([
    ['', 'phone_empty'],
    ['415', 'phone_short'],
    ['4155550100999999', 'phone_long'],
    ['hello', 'phone_impossible'],
    ['+49 1512 345671,,9', 'phone_extension'],
    ['+49301234567890123', 'phone_long'],
  ])('UX 12: "%s" is refused on the page: %s', async (number, code) => {
    const flow = await t.begin();
    await t.ask(flow, number);
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { code }, draft: { number } });
    expect(t.api.requests).toEqual([]);
  });

  test('UX 26: two presses ask for one code', async () => {
    const flow = await t.begin();
    flow.editNumber(NUMBER);
    await Promise.all([flow.submitNumber('sms'), flow.submitNumber('sms')]);
    expect(t.api.requests).toHaveLength(1);
  });

  test('UX 17: for a number whose code is still good no second one is sent', async () => {
    const flow = await t.beginWithCode({ resendIn: 20 });
    flow.changeNumber();
    await flow.submitNumber('sms');
    expect(t.api.requests).toEqual([]);
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'alreadySent' } });
  });

  test('UX 17: a code that ran out is not offered again, however long the next one takes', async () => {
    const flow = await t.beginWithCode({ expiresIn: 60, resendIn: 90 });
    flow.changeNumber();
    t.now += 60_000;
    t.api.refuseNext('request', 'resend_too_soon', { retryAfter: 30 });
    t.api.state = pending({ status: 'expired', expiresIn: 0, resendIn: 30 });
    await flow.submitNumber('sms');
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { code: 'resend_too_soon' } });
  });

  test('UX 17: a code that this browser has already is shown instead of "too soon"', async () => {
    const flow = await t.begin();
    t.api.state = pending();
    t.api.refuseNext('request', 'resend_too_soon', { retryAfter: 20 });
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'alreadySent' } });
  });

  test('UX 17: "too soon" for somebody else’s code says how long to wait', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'resend_too_soon', { retryAfter: 20 });
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      error: { code: 'resend_too_soon', retryAfter: 20 },
    });
  });

  test.each([
    ['0091 98455 50101', 'SG', 'invalid_phone_number', 'phone_unclear'],
    ['+54 11 2345 6789', 'SG', 'unsupported_phone_number', 'phone_without_nine'],
    ['+54 11 2345 6789', 'SG', 'invalid_phone_number', 'invalid_phone_number'],
    ['+54 11 2345 6789', 'SG', 'country_not_allowed', 'country_not_allowed'],
  ] as const)(
    'UX 17: %s that is refused says what is missing',
    async (number, country, code, shown) => {
      t.api.settings = config({ allowedCountries: ['AR', 'IN', 'SG'], defaultCountry: country });
      const flow = await t.begin();
      t.api.refuseNext('request', code);
      await t.ask(flow, number);
      expect(t.api.requests).toMatchObject([{ phoneNumber: number, country }]);
      expect(flow.getState()).toMatchObject({ error: { code: shown } });
    },
  );

  test('UX 17: a number that cannot get texts may be called where calls are offered', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'unsupported_phone_number');
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({ error: { code: 'phone_without_texts' } });
    t.api.refuseNext('request', 'unsupported_phone_number');
    await flow.submitNumber('voice');
    expect(flow.getState()).toMatchObject({ error: { code: 'unsupported_phone_number' } });
    expect(t.api.requests.map(({ channel }) => channel)).toEqual(['sms', 'voice']);
  });

  test('UX 17: too many wrong codes before leave nothing but to wait', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'too_many_attempts', { retryAfter: 900 });
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { retryAfter: 900 } });
  });
});

describe('UX 26: after a lost answer', () => {
  test('a code that was sent is found, not sent again', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'timed_out');
    t.api.state = pending();
    await t.ask(flow);
    expect(flow.getState().step).toBe('code');
    expect(t.api.requests).toHaveLength(1);
  });

  test('the next press looks first', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'unreachable');
    t.api.refuseNext('read', 'unreachable');
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      error: { code: 'unreachable' },
      maybeSent: true,
    });

    t.api.state = pending();
    await flow.submitNumber('sms');
    expect(flow.getState().step).toBe('code');
    expect(t.api.requests).toHaveLength(1);
  });

  test.each([
    [
      'was offline',
      (flow: Flow) => (t.api.refuseNext('read', 'offline'), flow.submitNumber('sms')),
    ],
    [
      'could not be answered',
      (flow: Flow) => (t.api.refuseNext('read', 'rate_limited'), flow.submitNumber('sms')),
    ],
    ['had no number', (flow: Flow) => t.ask(flow, '')],
  ])('the next press still looks first when the one before %s', async (_, press) => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'unreachable');
    t.api.refuseNext('read', 'unreachable');
    await t.ask(flow);
    await press(flow);
    t.api.state = pending();
    await t.ask(flow);
    expect(flow.getState().step).toBe('code');
    expect(t.api.requests).toHaveLength(1);
  });

  test('a re-send is still looked for after a wrong code, and after a look at the number', async () => {
    const flow = await t.beginWithCode({ resendIn: 0 });
    t.api.refuseNext('request', 'unreachable');
    t.api.refuseNext('read', 'unreachable');
    await flow.resend('sms');
    await flow.editCode('000000');
    flow.changeNumber();
    flow.reopenCode();
    t.now += 40_000;
    t.api.state = pending();
    await flow.resend('sms');
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'resent' } });
    expect(t.api.requests).toHaveLength(1);
  });

  test('a corrected number gets a code of its own', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'timed_out');
    t.api.refuseNext('read', 'timed_out');
    await t.ask(flow, '(415) 555-0101');
    t.api.state = pending({ phoneNumber: '+14155550101' });
    await t.ask(flow, '(415) 555-0100');
    expect(t.api.requests).toHaveLength(2);
    expect(flow.getState()).toMatchObject({ step: 'code', pending: { phoneNumber: NUMBER } });
  });

  test('the next press sends when nothing had been sent', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'unreachable');
    await t.ask(flow);
    await flow.submitNumber('sms');
    expect(flow.getState().step).toBe('code');
    expect(t.api.requests).toHaveLength(2);
  });

  test('the next press sends nothing as long as nobody can tell', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'unreachable');
    t.api.refuseNext('read', 'unreachable');
    await t.ask(flow);
    t.api.refuseNext('read', 'unreachable');
    await flow.submitNumber('sms');
    expect(flow.getState()).toMatchObject({ error: { code: 'unreachable' }, maybeSent: true });
    expect(t.api.requests).toHaveLength(1);
  });

  test('offline is certain: the next press just sends', async () => {
    const flow = await t.begin();
    t.api.refuseNext('request', 'offline');
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({ error: { code: 'offline' }, maybeSent: false });
    await flow.submitNumber('sms');
    expect(flow.getState().step).toBe('code');
  });

  test('a re-send whose answer was lost is recognised by its later end', async () => {
    const flow = await t.beginWithCode({ resendIn: 0 });
    t.now += 60_000;
    t.api.refuseNext('request', 'timed_out');
    t.api.state = pending({ channel: 'voice' });
    await flow.resend('voice');
    expect(flow.getState()).toMatchObject({
      step: 'code',
      notice: { kind: 'resent', channel: 'voice' },
    });
  });

  test('an old code is not mistaken for a new one', async () => {
    const flow = await t.beginWithCode({ resendIn: 0 });
    t.now += 60_000;
    t.api.refuseNext('request', 'timed_out');
    t.api.state = pending({ expiresIn: 240 });
    await flow.resend('sms');
    expect(flow.getState()).toMatchObject({ error: { code: 'timed_out' }, maybeSent: true });
  });

  test('a code that was right is found to be verified', async () => {
    const flow = await t.beginWithCode();
    t.api.refuseNext('check', 'timed_out');
    t.api.state = verified();
    await flow.editCode('123456');
    expect(flow.getState().step).toBe('verified');
  });

  test('an unanswered check keeps the code', async () => {
    const flow = await t.beginWithCode();
    t.api.refuseNext('check', 'timed_out');
    await flow.editCode('123456');
    expect(flow.getState()).toMatchObject({ code: '123456', error: { code: 'check_timed_out' } });
    await flow.submitCode();
    expect(flow.getState().step).toBe('verified');
  });
});

describe('UX 17: cookies', () => {
  test('that are blocked are named, and nothing is sent', async () => {
    t.api.cookie = 'blocked';
    const flow = await t.begin();
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { code: 'cookies_required' } });
    expect(t.api.requests.map(({ requireCookie }) => requireCookie)).toEqual([true, true]);
    expect(t.onChanged).not.toHaveBeenCalled();
  });

  test('that were deleted since the page opened are set again', async () => {
    const flow = await t.begin();
    t.api.cookie = 'none';
    await t.ask(flow);
    expect(flow.getState().step).toBe('code');
  });

  test('that were deleted while the server cannot be reached cost no text', async () => {
    const flow = await t.begin();
    t.api.cookie = 'none';
    t.api.refuseNext('read', 'offline');
    await t.ask(flow);
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { code: 'offline' } });
    expect(t.api.requests).toHaveLength(1);
  });
});
