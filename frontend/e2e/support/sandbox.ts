/** The sandbox, as a test sees it: an inbox to read and levers to pull, for one number. */
import { expect } from '@playwright/test';
import { SANDBOX_URL } from './stack.ts';

interface Message {
  readonly code: string;
  readonly channel: 'sms' | 'voice' | 'whatsapp';
  readonly text: string;
}

interface Call {
  readonly operation: string;
}

export interface Fault {
  readonly operation: 'start' | 'check' | 'cancel' | 'any';
  readonly times?: number;
  readonly latency?: number;
  readonly status?: number;
  readonly drop?: 'before' | 'after' | 'middle';
}

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(SANDBOX_URL + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${path}: ${await answer.text()}`).toBe(true);
}

export class Phone {
  /** E.164. */
  readonly number: string;

  constructor(number: string) {
    this.number = number;
  }

  /** The messages and calls that arrived, newest first. */
  async messages(): Promise<Message[]> {
    const query = new URLSearchParams({ to: this.number });
    const answer = await fetch(`${SANDBOX_URL}/inbox/messages?${query.toString()}`);
    return (await answer.json()) as Message[];
  }

  /** The latest code, once `count` messages have arrived. */
  async code(count = 1): Promise<string> {
    let latest = '';
    await expect(async () => {
      const messages = await this.messages();
      expect(messages).toHaveLength(count);
      latest = messages[0]?.code ?? '';
    }).toPass({ intervals: [50] });
    return latest;
  }

  /** A code that is certainly not the right one. */
  async wrongCode(different = 1): Promise<string> {
    const right = Number(await this.code());
    return String((right + different) % 1_000_000).padStart(6, '0');
  }

  /** How often the provider was asked to do something for this number. */
  async countCalls(operation: string): Promise<number> {
    const query = new URLSearchParams({ to: this.number, operation });
    const answer = await fetch(`${SANDBOX_URL}/control/calls?${query.toString()}`);
    return ((await answer.json()) as { calls: Call[] }).calls.length;
  }

  async breakNext(fault: Fault): Promise<void> {
    await post('/control/faults', { ...fault, to: this.number });
  }

  async expire(): Promise<void> {
    await post('/control/expire', { to: this.number });
  }

  /** Makes the sandbox forget everything about this number, and nothing about another. */
  async reset(): Promise<void> {
    await post('/control/reset', { to: this.number });
  }
}

/** A landline in the sandbox: it can be called, and gets no texts. */
export const LANDLINE = new Phone('+442079460123');

/** Makes the sandbox forget everything: messages, verifications, failures and whatever was arranged. */
export const forgetEverything = () => post('/control/reset', {});
