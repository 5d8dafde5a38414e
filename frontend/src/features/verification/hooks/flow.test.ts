import { beforeEach, describe, expect, test, vi } from 'vitest';
import { config, NUMBER, pending, verification, verified } from '../../../testing/answers';
import { FakeApi } from '../../../testing/FakeApi';
import { Flow } from './flow';

let api: FakeApi;
let now: number;
const onVerified = vi.fn();
const onCancelled = vi.fn();
const onChanged = vi.fn();

beforeEach(() => {
  api = new FakeApi();
  now = 1_000_000;
  vi.clearAllMocks();
});

async function begin() {
  const flow = new Flow({
    client: api,
    locale: () => 'de',
    onVerified,
    onCancelled,
    onChanged,
    now: () => now,
  });
  await flow.load();
  return flow;
}

async function beginWithCode(changes: Parameters<typeof pending>[0] = {}) {
  api.state = pending(changes);
  return begin();
}

async function ask(flow: Flow, number = '(415) 555-0100') {
  flow.editNumber(number);
  await flow.submitNumber('sms');
}

describe('asking for a code', () => {
  test('UX 11, 30: the number goes out as it was typed, with country, channel and language', async () => {
    await ask(await begin(), ' (415) 555-0100 ');
    expect(api.requests).toEqual([
      { phoneNumber: '(415) 555-0100', country: 'US', channel: 'sms', locale: 'de' },
    ]);
  });

  test('without a country chosen, none is sent', async () => {
    api.settings = config({ defaultCountry: null, allowedCountries: ['FR', 'IT'] });
    await ask(await begin(), '+33639980123');
    expect(api.requests).toMatchObject([{ country: null }]);
  });

  test.each([
    ['', 'phone_empty'],
    ['415', 'phone_short'],
    ['4155550100999999', 'phone_long'],
    ['hello', 'phone_impossible'],
  ])('UX 12: "%s" is refused on the page: %s', async (number, code) => {
    const flow = await begin();
    await ask(flow, number);
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { code }, draft: { number } });
    expect(api.requests).toEqual([]);
  });

  test('UX 26: two presses ask for one code', async () => {
    const flow = await begin();
    flow.editNumber(NUMBER);
    await Promise.all([flow.submitNumber('sms'), flow.submitNumber('sms')]);
    expect(api.requests).toHaveLength(1);
  });

  test('UX 17: for a number whose code is still good no second one is sent', async () => {
    const flow = await beginWithCode({ resendIn: 20 });
    flow.changeNumber();
    await flow.submitNumber('sms');
    expect(api.requests).toEqual([]);
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'alreadySent' } });
  });

  test('UX 17: a code that ran out is not offered again, however long the next one takes', async () => {
    const flow = await beginWithCode({ expiresIn: 60, resendIn: 90 });
    flow.changeNumber();
    now += 60_000;
    api.refuseNext('request', 'resend_too_soon', { retryAfter: 30 });
    api.state = pending({ status: 'expired', expiresIn: 0, resendIn: 30 });
    await flow.submitNumber('sms');
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { code: 'resend_too_soon' } });
  });

  test('UX 17: a code that this browser has already is shown instead of "too soon"', async () => {
    const flow = await begin();
    api.state = pending();
    api.refuseNext('request', 'resend_too_soon', { retryAfter: 20 });
    await ask(flow);
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'alreadySent' } });
  });

  test('UX 17: "too soon" for somebody else’s code says how long to wait', async () => {
    const flow = await begin();
    api.refuseNext('request', 'resend_too_soon', { retryAfter: 20 });
    await ask(flow);
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      error: { code: 'resend_too_soon', retryAfter: 20 },
    });
  });

  test('UX 17: a number that cannot get texts may be called where calls are offered', async () => {
    const flow = await begin();
    api.refuseNext('request', 'unsupported_phone_number');
    await ask(flow);
    expect(flow.getState()).toMatchObject({ error: { code: 'phone_without_texts' } });
    api.refuseNext('request', 'unsupported_phone_number');
    await flow.submitNumber('voice');
    expect(flow.getState()).toMatchObject({ error: { code: 'unsupported_phone_number' } });
    expect(api.requests.map(({ channel }) => channel)).toEqual(['sms', 'voice']);
  });

  test('UX 17: too many wrong codes before leave nothing but to wait', async () => {
    const flow = await begin();
    api.refuseNext('request', 'too_many_attempts', { retryAfter: 900 });
    await ask(flow);
    expect(flow.getState()).toMatchObject({ step: 'phone', error: { retryAfter: 900 } });
  });
});

describe('UX 26: after a lost answer', () => {
  test('a code that was sent is found, not sent again', async () => {
    const flow = await begin();
    api.refuseNext('request', 'timed_out');
    api.state = pending();
    await ask(flow);
    expect(flow.getState().step).toBe('code');
    expect(api.requests).toHaveLength(1);
  });

  test('the next press looks first', async () => {
    const flow = await begin();
    api.refuseNext('request', 'unreachable');
    api.refuseNext('read', 'unreachable');
    await ask(flow);
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      error: { code: 'unreachable' },
      unsure: true,
    });

    api.state = pending();
    await flow.submitNumber('sms');
    expect(flow.getState().step).toBe('code');
    expect(api.requests).toHaveLength(1);
  });

  test.each([
    ['was offline', (flow: Flow) => (api.refuseNext('read', 'offline'), flow.submitNumber('sms'))],
    [
      'could not be answered',
      (flow: Flow) => (api.refuseNext('read', 'rate_limited'), flow.submitNumber('sms')),
    ],
    ['had no number', (flow: Flow) => ask(flow, '')],
  ])('the next press still looks first when the one before %s', async (_, press) => {
    const flow = await begin();
    api.refuseNext('request', 'unreachable');
    api.refuseNext('read', 'unreachable');
    await ask(flow);
    await press(flow);
    api.state = pending();
    await ask(flow);
    expect(flow.getState().step).toBe('code');
    expect(api.requests).toHaveLength(1);
  });

  test('a re-send is still looked for after a wrong code, and after a look at the number', async () => {
    const flow = await beginWithCode({ resendIn: 0 });
    api.refuseNext('request', 'unreachable');
    api.refuseNext('read', 'unreachable');
    await flow.resend('sms');
    await flow.editCode('000000');
    flow.changeNumber();
    flow.reopenCode();
    now += 40_000;
    api.state = pending();
    await flow.resend('sms');
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'resent' } });
    expect(api.requests).toHaveLength(1);
  });

  test('a corrected number gets a code of its own', async () => {
    const flow = await begin();
    api.refuseNext('request', 'timed_out');
    api.refuseNext('read', 'timed_out');
    await ask(flow, '(415) 555-0101');
    api.state = pending({ phoneNumber: '+14155550101' });
    await ask(flow, '(415) 555-0100');
    expect(api.requests).toHaveLength(2);
    expect(flow.getState()).toMatchObject({ step: 'code', pending: { phoneNumber: NUMBER } });
  });

  test('the next press sends when nothing had been sent', async () => {
    const flow = await begin();
    api.refuseNext('request', 'unreachable');
    await ask(flow);
    await flow.submitNumber('sms');
    expect(flow.getState().step).toBe('code');
    expect(api.requests).toHaveLength(2);
  });

  test('the next press sends nothing as long as nobody can tell', async () => {
    const flow = await begin();
    api.refuseNext('request', 'unreachable');
    api.refuseNext('read', 'unreachable');
    await ask(flow);
    api.refuseNext('read', 'unreachable');
    await flow.submitNumber('sms');
    expect(flow.getState()).toMatchObject({ error: { code: 'unreachable' }, unsure: true });
    expect(api.requests).toHaveLength(1);
  });

  test('offline is certain: the next press just sends', async () => {
    const flow = await begin();
    api.refuseNext('request', 'offline');
    await ask(flow);
    expect(flow.getState()).toMatchObject({ error: { code: 'offline' }, unsure: false });
    await flow.submitNumber('sms');
    expect(flow.getState().step).toBe('code');
  });

  test('a re-send whose answer was lost is recognised by its later end', async () => {
    const flow = await beginWithCode({ resendIn: 0 });
    now += 60_000;
    api.refuseNext('request', 'timed_out');
    api.state = pending({ channel: 'voice' });
    await flow.resend('voice');
    expect(flow.getState()).toMatchObject({
      step: 'code',
      notice: { kind: 'resent', channel: 'voice' },
    });
  });

  test('an old code is not mistaken for a new one', async () => {
    const flow = await beginWithCode({ resendIn: 0 });
    now += 60_000;
    api.refuseNext('request', 'timed_out');
    api.state = pending({ expiresIn: 240 });
    await flow.resend('sms');
    expect(flow.getState()).toMatchObject({ error: { code: 'timed_out' }, unsure: true });
  });

  test('a code that was right is found to be verified', async () => {
    const flow = await beginWithCode();
    api.refuseNext('check', 'timed_out');
    api.state = verified();
    await flow.editCode('123456');
    expect(flow.getState().step).toBe('verified');
  });

  test('an unanswered check keeps the code', async () => {
    const flow = await beginWithCode();
    api.refuseNext('check', 'timed_out');
    await flow.editCode('123456');
    expect(flow.getState()).toMatchObject({ code: '123456', error: { code: 'check_timed_out' } });
    await flow.submitCode();
    expect(flow.getState().step).toBe('verified');
  });
});

describe('UX 08: a complete code', () => {
  test('is submitted by itself', async () => {
    const flow = await beginWithCode();
    await flow.editCode('12345');
    expect(api.checks).toEqual([]);
    await flow.editCode('123456');
    expect(api.checks).toEqual(['123456']);
    expect(flow.getState().step).toBe('verified');
  });

  test('is submitted once, however many events bring it', async () => {
    const flow = await beginWithCode();
    await Promise.all([flow.editCode('123456'), flow.editCode('123456'), flow.submitCode()]);
    expect(api.checks).toEqual(['123456']);
  });

  test('is not submitted by itself a second time, but the button works', async () => {
    const flow = await beginWithCode();
    await flow.editCode('000000');
    await flow.editCode('00000');
    await flow.editCode('000000');
    expect(api.checks).toEqual(['000000']);
    await flow.submitCode();
    expect(api.checks).toEqual(['000000', '000000']);
  });

  test('another one is submitted by itself again', async () => {
    const flow = await beginWithCode();
    await flow.editCode('000000');
    await flow.editCode('000001');
    expect(api.checks).toEqual(['000000', '000001']);
  });

  test('another one that is typed during a check is submitted after it, and not blamed for the first', async () => {
    const flow = await beginWithCode();
    const release = api.hold();
    const checking = flow.editCode('000000');
    await flow.editCode('123456');
    const errors: unknown[] = [];
    flow.subscribe(() => {
      const state = flow.getState();
      errors.push('error' in state && state.error);
    });
    release();
    await checking;
    expect(api.checks).toEqual(['000000', '123456']);
    expect(flow.getState().step).toBe('verified');
    expect(errors.filter(Boolean)).toEqual([]);
  });

  test('digits that are corrected during a check are left alone, one try poorer', async () => {
    const flow = await beginWithCode();
    const release = api.hold();
    const checking = flow.editCode('000000');
    await flow.editCode('1234');
    release();
    await checking;
    expect(api.checks).toEqual(['000000']);
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
    const flow = await beginWithCode();
    await flow.editCode(text);
    await flow.submitCode();
    expect(flow.getState()).toMatchObject({ error });
    expect(api.checks).toEqual([]);
  });
});

describe('a refused check', () => {
  test('UX 17: a wrong code says how many tries are left', async () => {
    const flow = await beginWithCode();
    await flow.editCode('000000');
    expect(flow.getState()).toMatchObject({ error: { code: 'incorrect_code', attemptsLeft: 2 } });
  });

  test.each([
    ['code_expired', 'expired'],
    ['too_many_attempts', 'tooMany'],
  ] as const)(
    'UX 17: %s ends the code, and the page learns when another may be had',
    async (code, reason) => {
      const flow = await beginWithCode();
      api.rightCode = '000000';
      api.refuseNext('check', code);
      api.state = pending({
        status: 'expired',
        expiresIn: 0,
        resendIn: 45,
        attemptsLeft: reason === 'tooMany' ? 0 : 2,
      });
      await flow.editCode('000000');
      expect(flow.getState()).toMatchObject({
        step: 'ended',
        reason,
        pending: { resendAt: now + 45_000 },
      });
    },
  );

  test('UX 17: a code that is gone sends the visitor back', async () => {
    const flow = await beginWithCode();
    api.refuseNext('check', 'no_pending_verification');
    await flow.editCode('123456');
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      error: { code: 'no_pending_verification' },
    });
  });

  test('UX 24: a code that another tab has used means verified', async () => {
    const flow = await beginWithCode();
    api.refuseNext('check', 'no_pending_verification');
    api.state = verified();
    await flow.editCode('123456');
    expect(flow.getState().step).toBe('verified');
  });
});

describe('UX 23: restart in one press', () => {
  test.each(['sms', 'voice'] as const)('by %s, from a code that ended', async (channel) => {
    const flow = await beginWithCode({ status: 'expired', expiresIn: 0 });
    await flow.resend(channel);
    expect(api.requests).toMatchObject([{ phoneNumber: NUMBER, channel }]);
    expect(flow.getState()).toMatchObject({ step: 'code', notice: { kind: 'resent', channel } });
  });

  test('when the server knows of too many wrong codes, it stays at the end', async () => {
    const flow = await beginWithCode({ status: 'expired', expiresIn: 0, attemptsLeft: 0 });
    api.refuseNext('request', 'too_many_attempts', { retryAfter: 600 });
    await flow.resend('sms');
    expect(flow.getState()).toMatchObject({ step: 'ended', reason: 'tooMany' });
  });
});

describe('UX 21: when the time is over by the page’s clock', () => {
  test('the server is asked', async () => {
    const flow = await beginWithCode();
    api.state = pending({ status: 'expired', expiresIn: 0 });
    await flow.timeUp();
    expect(flow.getState()).toMatchObject({ step: 'ended', reason: 'expired' });
  });

  test('the clock is believed where the server cannot be asked', async () => {
    const flow = await beginWithCode();
    api.refuseNext('read', 'unreachable');
    await flow.timeUp();
    expect(flow.getState()).toMatchObject({ step: 'ended', reason: 'expired' });
  });
});

describe('UX 24: looking again', () => {
  test('shows what another tab did', async () => {
    const flow = await beginWithCode();
    api.state = verification();
    await flow.refresh();
    expect(flow.getState()).toMatchObject({ step: 'phone', notice: { kind: 'elsewhere' } });
  });

  test('does not undo what was done meanwhile', async () => {
    const flow = await begin();
    flow.editNumber(NUMBER);
    const release = api.hold();
    const looking = flow.refresh();
    const asking = flow.submitNumber('sms');
    release();
    await Promise.all([looking, asking]);
    expect(flow.getState().step).toBe('code');
  });

  test('changes nothing when there is no answer', async () => {
    const flow = await beginWithCode();
    const before = flow.getState();
    api.refuseNext('read', 'offline');
    expect(await flow.refresh()).toBe(false);
    expect(flow.getState()).toBe(before);
  });
});

describe('telling the page around the form', () => {
  test('a verified number, once', async () => {
    const flow = await beginWithCode();
    await flow.editCode('123456');
    await flow.refresh();
    expect(onVerified).toHaveBeenCalledTimes(1);
    expect(onVerified).toHaveBeenCalledWith(expect.objectContaining({ phoneNumber: NUMBER }));
  });

  test('no second time when the visitor goes on to another number and looks away', async () => {
    api.state = verified();
    const flow = await begin();
    flow.restart();
    flow.editNumber('415');
    await flow.refresh();
    expect(flow.getState()).toMatchObject({ step: 'phone', draft: { number: '415' } });
    expect(onVerified).toHaveBeenCalledTimes(1);
  });

  test('a number that was verified before', async () => {
    api.state = verified();
    await begin();
    expect(onVerified).toHaveBeenCalledTimes(1);
  });

  test('that the visitor gave up, and that the code is void', async () => {
    const flow = await beginWithCode();
    await flow.cancel();
    expect(api.cancels).toBe(1);
    expect(onCancelled).toHaveBeenCalledTimes(1);
    expect(flow.getState()).toMatchObject({ step: 'phone', notice: { kind: 'cancelled' } });
  });

  test('that the visitor gave up before anything was sent', async () => {
    const flow = await begin();
    await flow.cancel();
    expect(api.cancels).toBe(0);
    expect(onCancelled).toHaveBeenCalledTimes(1);
  });

  test('UX 17: a lookup or a Cancel without an answer does not speak of codes being sent', async () => {
    api.state = pending();
    api.refuseNext('read', 'timed_out');
    const flow = await begin();
    expect(flow.getState()).toMatchObject({ step: 'unavailable', error: { code: 'unreachable' } });
    await flow.load();
    api.refuseNext('cancel', 'timed_out');
    await flow.cancel();
    expect(flow.getState()).toMatchObject({ step: 'code', error: { code: 'unreachable' } });
  });

  test('that the visitor gave up, also when the code could not be made void', async () => {
    const flow = await beginWithCode();
    api.refuseNext('cancel', 'unreachable');
    await flow.cancel();
    expect(onCancelled).toHaveBeenCalledTimes(1);
    expect(onChanged).not.toHaveBeenCalled();
    expect(flow.getState()).toMatchObject({ step: 'code', error: { code: 'unreachable' } });
  });

  test('other tabs of whatever changed on the server', async () => {
    const flow = await begin();
    await ask(flow);
    await flow.editCode('123456');
    expect(onChanged).toHaveBeenCalledTimes(2);
  });
});

describe('beginning', () => {
  test.each(['unreachable', 'offline'] as const)('without an answer: %s', async (code) => {
    api.refuseNext('read', code);
    const flow = await begin();
    expect(flow.getState()).toMatchObject({ step: 'unavailable', error: { code } });
    await flow.load();
    expect(flow.getState().step).toBe('phone');
  });

  test('UX 13: the country comes from the operator', async () => {
    api.settings = config({ defaultCountry: 'GB' });
    expect((await begin()).getState()).toMatchObject({ draft: { country: 'GB' } });
  });

  test.each([
    [['en-AU', 'en-US'], 'AU'],
    [['de-DE', 'en-GB'], 'GB'],
    [['eo'], ''],
    [['en-US@posix', 'en-GB'], 'US'],
    [['C', 'zh-Hans-AU'], 'AU'],
  ])('UX 13: or from the browser’s languages %j', async (languages, country) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
    api.settings = config({ defaultCountry: null });
    expect((await begin()).getState()).toMatchObject({ draft: { country } });
  });

  test('UX 13: or it is the only one', async () => {
    api.settings = config({ defaultCountry: null, allowedCountries: ['SE'] });
    expect((await begin()).getState()).toMatchObject({ draft: { country: 'SE' } });
  });

  test('UX 26: says so when it takes long', async () => {
    vi.useFakeTimers();
    const release = api.hold();
    const flow = new Flow({ client: api, locale: () => 'en', onVerified, onCancelled, onChanged });
    const loading = flow.load();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(flow.getState().activity).toEqual({ kind: 'loading', slow: true });
    release();
    await loading;
    expect(flow.getState().activity).toEqual({ kind: 'idle' });
  });
});
