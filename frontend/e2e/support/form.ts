/** The form, as a visitor sees it. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Phone } from './sandbox.ts';

export class Form {
  readonly page: Page;
  readonly heading: Locator;
  readonly number: Locator;
  readonly country: Locator;
  readonly code: Locator;
  readonly summary: Locator;
  readonly status: Locator;

  constructor(page: Page) {
    this.page = page;
    this.heading = page.getByRole('heading', { level: 1 });
    this.number = page.locator('input[type=tel]');
    this.country = page.locator('main select');
    this.code = page.locator('input[autocomplete=one-time-code]');
    this.summary = page.getByRole('group', { name: 'There is a problem' });
    this.status = page.getByRole('status');
  }

  async open(search = ''): Promise<void> {
    await this.page.goto(`/${search}`);
    await expect(this.number).toBeVisible();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Types a number and asks for a code; what comes of it is for the test to see. */
  async ask(number: string): Promise<void> {
    await this.number.fill(number);
    await this.page.locator('form button[type=submit]').click();
  }

  /** Goes as far as the second step. */
  async askFor(phone: Phone): Promise<void> {
    await this.open();
    await this.ask(phone.number);
    await expect(this.heading).toHaveText('Enter your code');
  }

  async expectVerified(phone: Phone): Promise<void> {
    await expect(this.heading).toHaveText('Your number is verified');
    await expect(this.page.locator('main')).toContainText(phone.number.slice(-4));
  }
}
