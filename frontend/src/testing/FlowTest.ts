import { vi } from 'vitest';
import { Flow } from '../features/verification/flow/Flow';
import { pending } from './answers';
import { FakeApi } from './FakeApi';

/** A flow against a fake API, with a clock that tests move. */
export class FlowTest {
  readonly api = new FakeApi();
  readonly onVerified = vi.fn();
  readonly onCancelled = vi.fn();
  readonly onForgotten = vi.fn();
  readonly onChanged = vi.fn();
  /** Milliseconds. */
  now = 1_000_000;
  /** Milliseconds that the computer's clock is ahead, because the computer slept or somebody set it. */
  sleptFor = 0;

  create(): Flow {
    return new Flow({
      client: this.api,
      getLocale: () => 'de',
      onVerified: this.onVerified,
      onCancelled: this.onCancelled,
      onForgotten: this.onForgotten,
      onChanged: this.onChanged,
      now: () => this.now,
      wallClock: () => this.now + this.sleptFor,
    });
  }

  async begin(): Promise<Flow> {
    const flow = this.create();
    await flow.load();
    return flow;
  }

  async beginWithCode(changes: Parameters<typeof pending>[0] = {}): Promise<Flow> {
    this.api.state = pending(changes);
    return this.begin();
  }

  async ask(flow: Flow, number = '(415) 555-0100'): Promise<void> {
    flow.editNumber(number);
    await flow.submitNumber('sms');
  }
}
