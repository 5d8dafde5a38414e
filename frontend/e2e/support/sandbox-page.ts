/** The sandbox's own page, as a developer uses it: a phone on the screen, and the controls beside it. */
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import type { Phone } from './sandbox.ts';
import { SANDBOX_URL } from './stack.ts';
import { test as base } from './test.ts';

export type Operation = 'Ask for a code' | 'Check a code' | 'Cancel' | 'Next channel' | 'Any call';

/** A failure in the words of the page. */
export interface Failure {
  readonly of: Operation;
  readonly what: string;
  readonly times?: number;
  /** Seconds. */
  readonly delay?: number;
}

/** Writes E.164 as the page does. */
export const readable = ({ number }: Phone): string =>
  number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');

export class SandboxPage {
  readonly page: Page;
  /** Whatever the page logged, threw or asked of another host. */
  readonly noise: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => this.noise.push(message.text()));
    page.on('pageerror', (error) => this.noise.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== SANDBOX_URL) this.noise.push(request.url());
    });
  }

  /** Opens the phone, at one number if there is one. */
  async open(phone?: Phone): Promise<void> {
    const search = phone ? `?${new URLSearchParams({ to: phone.number }).toString()}` : '';
    await this.page.goto(`${SANDBOX_URL}/${search}`);
    await expect(this.page.getByText('Live', { exact: true })).toBeVisible();
  }

  async choose(tab: 'Failures' | 'Delivery' | 'Numbers' | 'Calls'): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
  }

  /** Makes the next calls for a number go wrong, and waits until the page shows that they will. */
  async fail(phone: Phone, { of, what, times = 1, delay = 0 }: Failure): Promise<void> {
    await this.choose('Failures');
    const tab = this.page.getByRole('tabpanel', { name: 'Failures' });
    await tab.getByLabel('Call').selectOption(of);
    await tab.getByLabel('What happens').selectOption(what);
    await tab.getByLabel('Number').fill(phone.number);
    await tab.getByLabel('Times').fill(String(times));
    await tab.getByLabel('Delay in seconds').fill(String(delay));
    await tab.getByRole('button', { name: 'Add failure' }).click();
    await expect(this.failures(phone)).toHaveCount(1);
  }

  /** The failures of a number that are still to happen. */
  failures(phone: Phone): Locator {
    return this.page.locator('#faults li').filter({ hasText: readable(phone) });
  }

  /** The names of the failures that can be chosen for a call. */
  async offered(of: Operation): Promise<string[]> {
    await this.choose('Failures');
    const tab = this.page.getByRole('tabpanel', { name: 'Failures' });
    await tab.getByLabel('Call').selectOption(of);
    return tab.getByLabel('What happens').locator('option').allTextContents();
  }

  async fixNextCode(phone: Phone, code: string): Promise<void> {
    await this.choose('Delivery');
    const form = this.page.locator('#code-form');
    await form.getByLabel('Next code').fill(code);
    await form.getByLabel('Number').fill(phone.number);
    await form.getByRole('button', { name: 'Fix the next code' }).click();
    await expect(this.arrangements(phone)).toContainText(`Next code: ${code}`);
  }

  /** Decides when messages to a number arrive, and waits until the page shows what is in force. */
  async deliver(phone: Phone, when: string, shown: string | null): Promise<void> {
    await this.choose('Delivery');
    const form = this.page.locator('#delivery-form');
    await form.getByLabel('Number').fill(phone.number);
    await form.getByLabel('Messages arrive').selectOption(when);
    await form.getByRole('button', { name: 'Apply' }).click();
    if (shown === null) await expect(this.arrangements(phone)).toHaveCount(0);
    else await expect(this.arrangements(phone)).toContainText(shown);
  }

  /** What is in force for the messages to a number. */
  arrangements(phone: Phone): Locator {
    return this.page.locator('#arrangements li').filter({ hasText: readable(phone) });
  }

  /** The verification that is under way for a number. */
  pending(phone: Phone): Locator {
    return this.page.locator('#pending li').filter({ hasText: readable(phone) });
  }

  /** Presses "Expire" or "Block" beside the verification of a number. */
  async end(phone: Phone, how: 'Expire' | 'Block'): Promise<void> {
    const name = `${how} the verification of ${readable(phone)}`;
    await this.pending(phone).getByRole('button', { name }).click();
    await expect(this.pending(phone)).toHaveCount(0);
  }
}

async function open(browser: Browser): Promise<SandboxPage> {
  const context = await browser.newContext({ locale: 'en-US', baseURL: SANDBOX_URL });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: SANDBOX_URL });
  return new SandboxPage(await context.newPage());
}

interface Fixtures {
  /** The page at the phone of this test, for it alone. */
  readonly desk: SandboxPage;
}

interface WorkerFixtures {
  /** The controls, in a window that stays open from test to test. */
  readonly panel: SandboxPage;
}

/** Two windows: `page` for the form, and one for the sandbox that has to stay quiet. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  desk: async ({ browser, phone }, use) => {
    const desk = await open(browser);
    await desk.open(phone);
    await use(desk);
    await desk.page.context().close();
    expect(desk.noise).toEqual([]);
  },
  panel: [
    async ({ browser }, use) => {
      const panel = await open(browser);
      await panel.open();
      await use(panel);
      await panel.page.context().close();
      expect(panel.noise).toEqual([]);
    },
    { scope: 'worker' },
  ],
});

export { expect };
