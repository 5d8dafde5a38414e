import { beforeEach, describe, expect, test } from 'vitest';
import { NUMBER, verification, verified } from '../../../testing/answers';
import { FlowTest } from '../../../testing/FlowTest';
import type { Flow } from './Flow';

let t: FlowTest;
let flow: Flow;

beforeEach(async () => {
  t = new FlowTest();
  t.api.state = verified();
  flow = await t.begin();
});

describe('removing a verified number', () => {
  test('leaves nothing of it, and tells the page and the other tabs', async () => {
    await flow.forget();
    expect(t.api.cancels).toBe(1);
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      draft: { number: '' },
      notice: { kind: 'forgotten' },
    });
    expect(JSON.stringify(flow.getState())).not.toContain(NUMBER.slice(-4));
    expect(t.onForgotten).toHaveBeenCalledTimes(1);
    expect(t.onChanged).toHaveBeenCalledTimes(1);
    expect(t.onCancelled).not.toHaveBeenCalled();
  });

  test('without an answer keeps the number, says so, and can be tried again', async () => {
    t.api.refuseNext('cancel', 'timed_out');
    await flow.forget();
    expect(flow.getState()).toMatchObject({
      step: 'verified',
      phoneNumber: NUMBER,
      error: { code: 'unreachable' },
    });
    expect(t.onForgotten).not.toHaveBeenCalled();
    await flow.forget();
    expect(flow.getState().step).toBe('phone');
  });

  test('twice at once asks once', async () => {
    await Promise.all([flow.forget(), flow.forget()]);
    expect(t.api.cancels).toBe(1);
  });

  test('in another tab is followed, and told once', async () => {
    t.api.state = verification();
    flow.markChangedElsewhere();
    await flow.refresh();
    await flow.refresh();
    expect(flow.getState()).toMatchObject({
      step: 'phone',
      draft: { number: '' },
      notice: { kind: 'forgotten' },
    });
    expect(t.onForgotten).toHaveBeenCalledTimes(1);
  });

  test('is not what happened when the session ended by itself', async () => {
    t.api.state = verification();
    await flow.refresh();
    expect(flow.getState()).toMatchObject({ step: 'verified', phoneNumber: NUMBER });
    expect(t.onForgotten).not.toHaveBeenCalled();
  });

  test('makes room for the next one', async () => {
    await flow.forget();
    await t.ask(flow);
    await flow.editCode('123456');
    expect(t.onVerified).toHaveBeenCalledTimes(2);
  });
});
