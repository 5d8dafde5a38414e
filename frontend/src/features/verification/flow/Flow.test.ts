import { beforeEach, describe, expect, test, vi } from 'vitest';
import { config, NUMBER, pending, verification, verified } from '../../../testing/answers';
import { FlowTest } from '../../../testing/FlowTest';

let t: FlowTest;

beforeEach(() => {
  t = new FlowTest();
});

describe('UX 24: looking again', () => {
  test('shows what another tab did', async () => {
    const flow = await t.beginWithCode();
    t.api.state = verification();
    await flow.refresh();
    expect(flow.getState()).toMatchObject({ step: 'phone', notice: { kind: 'elsewhere' } });
  });

  test('does not undo what was done meanwhile', async () => {
    const flow = await t.begin();
    flow.editNumber(NUMBER);
    const release = t.api.hold();
    const looking = flow.refresh();
    const asking = flow.submitNumber('sms');
    release();
    await Promise.all([looking, asking]);
    expect(flow.getState().step).toBe('code');
  });

  test('changes nothing when there is no answer', async () => {
    const flow = await t.beginWithCode();
    const before = flow.getState();
    t.api.refuseNext('read', 'offline');
    expect(await flow.refresh()).toBe(false);
    expect(flow.getState()).toBe(before);
  });
});

describe('telling the page around the form', () => {
  test('a verified number, once', async () => {
    const flow = await t.beginWithCode();
    await flow.editCode('123456');
    await flow.refresh();
    expect(t.onVerified).toHaveBeenCalledTimes(1);
    expect(t.onVerified).toHaveBeenCalledWith(expect.objectContaining({ phoneNumber: NUMBER }));
  });

  test('no second time when the visitor goes on to another number and looks away', async () => {
    t.api.state = verified();
    const flow = await t.begin();
    flow.restart();
    flow.editNumber('415');
    await flow.refresh();
    expect(flow.getState()).toMatchObject({ step: 'phone', draft: { number: '415' } });
    expect(t.onVerified).toHaveBeenCalledTimes(1);
  });

  test('a number that was verified before', async () => {
    t.api.state = verified();
    await t.begin();
    expect(t.onVerified).toHaveBeenCalledTimes(1);
  });

  test('that the visitor gave up, and that the code is void', async () => {
    const flow = await t.beginWithCode();
    await flow.cancel();
    expect(t.api.cancels).toBe(1);
    expect(t.onCancelled).toHaveBeenCalledTimes(1);
    expect(flow.getState()).toMatchObject({ step: 'phone', notice: { kind: 'cancelled' } });
  });

  test('that the visitor gave up before anything was sent', async () => {
    const flow = await t.begin();
    await flow.cancel();
    expect(t.api.cancels).toBe(0);
    expect(t.onCancelled).toHaveBeenCalledTimes(1);
  });

  test('UX 17: a lookup or a Cancel without an answer does not speak of codes being sent', async () => {
    t.api.state = pending();
    t.api.refuseNext('read', 'timed_out');
    const flow = await t.begin();
    expect(flow.getState()).toMatchObject({ step: 'unavailable', error: { code: 'unreachable' } });
    await flow.load();
    t.api.refuseNext('cancel', 'timed_out');
    await flow.cancel();
    expect(flow.getState()).toMatchObject({ step: 'code', error: { code: 'unreachable' } });
  });

  test('that the visitor gave up, also when the code could not be made void', async () => {
    const flow = await t.beginWithCode();
    t.api.refuseNext('cancel', 'unreachable');
    await flow.cancel();
    expect(t.onCancelled).toHaveBeenCalledTimes(1);
    expect(t.onChanged).not.toHaveBeenCalled();
    expect(flow.getState()).toMatchObject({ step: 'code', error: { code: 'unreachable' } });
  });

  test('other tabs of whatever changed on the server', async () => {
    const flow = await t.begin();
    await t.ask(flow);
    await flow.editCode('123456');
    expect(t.onChanged).toHaveBeenCalledTimes(2);
  });
});

describe('beginning', () => {
  test.each(['unreachable', 'offline'] as const)('without an answer: %s', async (code) => {
    t.api.refuseNext('read', code);
    const flow = await t.begin();
    expect(flow.getState()).toMatchObject({ step: 'unavailable', error: { code } });
    await flow.load();
    expect(flow.getState().step).toBe('phone');
  });

  test('UX 13: the country comes from the operator', async () => {
    t.api.settings = config({ defaultCountry: 'GB' });
    expect((await t.begin()).getState()).toMatchObject({ draft: { country: 'GB' } });
  });

  test.each([
    [['en-AU', 'en-US'], 'AU'],
    [['de-DE', 'en-GB'], 'GB'],
    [['eo'], ''],
    [['en-US@posix', 'en-GB'], 'US'],
    [['C', 'zh-Hans-AU'], 'AU'],
  ])('UX 13: or from the browser’s languages %j', async (languages, country) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
    t.api.settings = config({ defaultCountry: null });
    expect((await t.begin()).getState()).toMatchObject({ draft: { country } });
  });

  test('UX 13: or it is the only one', async () => {
    t.api.settings = config({ defaultCountry: null, allowedCountries: ['SE'] });
    expect((await t.begin()).getState()).toMatchObject({ draft: { country: 'SE' } });
  });

  test('UX 26: says so when it takes long', async () => {
    vi.useFakeTimers();
    const release = t.api.hold();
    const flow = t.create();
    const loading = flow.load();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(flow.getState().activity).toEqual({ kind: 'loading', slow: true });
    release();
    await loading;
    expect(flow.getState().activity).toEqual({ kind: 'idle' });
  });
});
