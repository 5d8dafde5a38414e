/** What a visitor reads in the form, by the keys of its texts. */
import { expect } from '@playwright/test';
import { createTranslate } from '../../src/lib/i18n/translate.ts';
import { messages } from '../../src/locales/en.ts';
import type { Form } from './form.ts';

export const t = createTranslate<typeof messages>(messages, 'en');

/** The step, and what went wrong in it, or else what to know or what is new. */
export interface Words {
  readonly heading: string;
  readonly problem?: string;
  readonly text?: string;
}

/** Stands for a wait whose seconds depend on when the press came. */
export const SOON = 'in … seconds';

/** What the provider's failures become, wherever they happen. */
export const OUR_FAULT = t('internal_error');
export const BUSY = t('provider_unavailable', { when: 'in 5 seconds' });
export const NO_ANSWER = t('provider_timeout', { when: SOON });

export const SENT: Words = { heading: t('codeHeading'), text: t('sent_sms') };
export const RESENT: Words = { heading: t('codeHeading'), text: t('resent_sms') };
export const EXPIRED: Words = { heading: t('expiredHeading'), text: t('expiredText') };
export const TOO_MANY: Words = { heading: t('tooManyHeading'), text: t('tooManyText') };
export const VERIFIED: Words = { heading: t('verifiedHeading'), text: t('verifiedText') };

/** A problem in the first step. */
export const phoneProblem = (problem: string): Words => ({ heading: t('phoneHeading'), problem });

/** A problem in the second step. */
export const codeProblem = (problem: string): Words => ({ heading: t('codeHeading'), problem });

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const matching = (text: string) => new RegExp(escape(text).replace(SOON, 'in \\d+ seconds?'));

/** Waits until the form says this, in its own time: some answers are slow on purpose. */
export async function expectWords(form: Form, { heading, problem, text = '' }: Words) {
  const eventually = expect.configure({ timeout: 20_000 });
  const place = problem === undefined ? form.page.locator('main') : form.summary;
  await eventually(place).toContainText(matching(problem ?? text));
  await expect(form.heading).toHaveText(heading);
  await expect(form.summary).toHaveCount(problem === undefined ? 0 : 1);
}

export const quoted = ({ heading, problem, text }: Words) => problem ?? `${heading}. ${text ?? ''}`;
