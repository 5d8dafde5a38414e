import { beforeEach, describe, expect, test } from 'vitest';
import { pending, verification } from '../../../testing/answers';
import { FlowTest } from '../../../testing/FlowTest';

let t: FlowTest;

beforeEach(() => {
  t = new FlowTest();
});

describe('UX 21, 24: a sleep that the browser did not count', () => {
  test('has the page ask how long the code still works', async () => {
    const flow = await t.beginWithCode({ expiresIn: 300 });
    t.sleptFor = 200_000;
    t.api.state = pending({ expiresIn: 100 });
    flow.refreshAfterSleep();
    await settled();
    expect(flow.getState()).toMatchObject({
      step: 'code',
      notice: null,
      pending: { expiresAt: t.now + 100_000 },
    });
  });

  test('is asked about once, also where no answer comes', async () => {
    const flow = await t.beginWithCode();
    t.sleptFor = 200_000;
    t.api.refuseNext('read', 'unreachable');
    t.api.state = pending({ expiresIn: 100 });
    for (let ticks = 0; ticks < 3; ticks++) {
      flow.refreshAfterSleep();
      await settled();
    }
    expect(flow.getState()).toMatchObject({ pending: { expiresAt: t.now + 300_000 } });
    t.sleptFor += 60_000;
    flow.refreshAfterSleep();
    await settled();
    expect(flow.getState()).toMatchObject({ pending: { expiresAt: t.now + 100_000 } });
  });

  test('in which the session ended is not blamed on another tab', async () => {
    const flow = await t.beginWithCode({ expiresIn: 300 });
    t.sleptFor = 3_600_000;
    t.api.state = verification();
    flow.refreshAfterSleep();
    await settled();
    expect(flow.getState()).toMatchObject({ notice: { kind: 'no_pending_verification' } });
  });

  test('that was too short for the session to end does not excuse another tab', async () => {
    const flow = await t.beginWithCode({ expiresIn: 300 });
    t.sleptFor = 10_000;
    t.api.state = verification();
    flow.refreshAfterSleep();
    await settled();
    expect(flow.getState()).toMatchObject({ notice: { kind: 'elsewhere' } });
  });

  test('waits for what is under way', async () => {
    const flow = await t.beginWithCode();
    const release = t.api.hold();
    const asking = flow.resend('sms');
    t.sleptFor = 200_000;
    flow.refreshAfterSleep();
    release();
    await asking;
    t.api.state = pending({ expiresIn: 50 });
    t.sleptFor += 60_000;
    flow.refreshAfterSleep();
    await settled();
    expect(flow.getState()).toMatchObject({ pending: { expiresAt: t.now + 50_000 } });
  });
});

describe('UX 21: a clock that somebody set', () => {
  test.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('%s changes nothing', async (_, offset) => {
    const flow = await t.beginWithCode();
    const before = flow.getState();
    t.sleptFor = offset;
    flow.refreshAfterSleep();
    await settled();
    expect(flow.getState()).toEqual(before);
  });
});

/** Lets a look at the server come to its end. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await Promise.resolve();
}
