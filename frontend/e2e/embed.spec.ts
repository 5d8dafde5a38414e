import { readdir, readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import type * as api from '../src/embed/api.ts';
import { laterInScript, laterInStyles } from './support/baseline.ts';
import { checkConsumer } from './support/consumer.ts';
import { startEmbedding, type Embedding, type Site } from './support/embedding.ts';
import { watchLeftovers } from './support/leftovers.ts';
import { expectAccessible } from './support/page-checks.ts';
import { test as base } from './support/test.ts';

const test = base.extend<object, { readonly embedding: Embedding }>({
  embedding: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from its first argument
    async ({}, use) => {
      const embedding = await startEmbedding();
      await use(embedding);
      await embedding.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  origins: async ({ embedding: { sameSite, crossSite, misconfigured, bare, framed } }, use) => {
    const sites = [sameSite, crossSite, misconfigured];
    await use([
      bare.url,
      framed.url,
      ...sites.flatMap(({ pagesUrl, apiUrl }) => [pagesUrl, apiUrl]),
    ]);
  },
  // No header that a page could not send by itself: preflights are part of what is tested.
  extraHTTPHeaders: {},
});

// One worker for all of these: what they stand on takes a while to build.
test.describe.configure({ mode: 'default' });

const PAGES = ['react', 'element'] as const;

const SCRIPT = '/phone-verification.js';

/** Rules that pages have had, on everything that they can reach. */
const HOSTILE = `
  html { font-size: 62.5%; }
  body { font: italic 30px fantasy; color: red; text-align: right; text-indent: 3em; cursor: wait; }
  * { letter-spacing: 5px; text-transform: uppercase; line-height: 3; word-spacing: 9px; }
  h1, p, label, input, select, button { margin: 40px !important; border: 9px solid red !important; }`;

const PLACED = `
  phone-verification { position: absolute; inset: 0 auto auto 0; inline-size: 400px; --dialproof-rem: 16px; }`;

async function openWith(page: Page, { bare }: Embedding, body: string, charset?: string) {
  bare.write(`<script src="${SCRIPT}"></script>${body}`, charset);
  await page.goto(bare.url);
}

const tag = ({ apiUrl }: Site) => `<phone-verification api-url="${apiUrl}"></phone-verification>`;

/** Keeps checks from leaving the page until the returned function is called. */
async function holdChecks(page: Page): Promise<() => void> {
  let letPass!: () => void;
  const released = new Promise<void>((release) => {
    letPass = release;
  });
  await page.route('**/api/check-verification', async (route) => {
    await released;
    await route.continue();
  });
  return letPass;
}

const news = (page: Page) => page.locator('section [role=status]');
const cookiesOf = (page: Page, { apiUrl }: Site) => page.context().cookies(apiUrl);

for (const name of PAGES) {
  for (const relation of ['sameSite', 'crossSite'] as const) {
    test(`the ${name} page verifies a number from another origin (${relation})`, async ({
      page,
      form,
      phone,
      embedding,
    }) => {
      const site = embedding[relation];
      await page.goto(`${site.pagesUrl}/${name}/`);
      await form.ask(phone.number);
      await expect(form.code).toBeVisible();
      await page.reload();
      await form.code.fill(await phone.code());
      await expect(news(page)).toHaveText(`Verified: ${phone.number}`);
      await expect(page.getByText('Your number is verified')).toBeVisible();
      const [cookie] = await cookiesOf(page, site);
      expect(cookie).toMatchObject({
        httpOnly: true,
        secure: relation === 'crossSite',
        sameSite: relation === 'crossSite' ? 'None' : 'Lax',
      });
    });
  }

  test(`the ${name} page hears of Cancel in both steps`, async ({
    page,
    form,
    phone,
    embedding,
  }) => {
    await page.goto(`${embedding.sameSite.pagesUrl}/${name}/`);
    await form.button('Cancel').click();
    await expect(news(page)).toHaveText('Cancelled.');
    await page.reload();
    await form.ask(phone.number);
    await expect(form.code).toBeVisible();
    await expect(news(page)).toHaveText('Nothing yet.');
    await form.button('Cancel').click();
    await expect(news(page)).toHaveText('Cancelled.');
    await expect.poll(() => phone.countCalls('cancel')).toBe(1);
  });

  test(`the ${name} page chooses language and theme, and stays its own`, async ({
    page,
    form,
    embedding,
  }) => {
    await page.goto(`${embedding.sameSite.pagesUrl}/${name}/`);
    await expect(form.number).toBeVisible();
    const title = await page.title();
    const flow = page.locator('[data-theme]');
    const surface = () => flow.evaluate((root) => getComputedStyle(root).colorScheme);

    await page.getByLabel('Theme').selectOption('dark');
    await expect.poll(surface).toBe('dark');
    await page.getByLabel('Theme').selectOption('light');
    await expect.poll(surface).toBe('light');

    await page.getByLabel('Language').selectOption('ar');
    await expect(flow).toHaveAttribute('lang', 'ar');
    await expect(flow).toHaveAttribute('dir', 'rtl');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.locator('html')).not.toHaveAttribute('dir');
    expect(await page.title()).toBe(title);
    expect(new URL(page.url()).pathname).toBe(`/${name}/`);
    expect(await page.evaluate(() => history.length)).toBe(2);
  });

  test(`the ${name} page is accessible around and inside the form`, async ({
    page,
    form,
    phone,
    embedding,
  }) => {
    await page.goto(`${embedding.sameSite.pagesUrl}/${name}/`);
    await form.ask(phone.number);
    await expect(form.code).toBeVisible();
    await expectAccessible(page);
  });
}

test('the form in the react page keeps its own direction when the page has another', async ({
  page,
  form,
  embedding,
}) => {
  await page.goto(`${embedding.sameSite.pagesUrl}/react/`);
  await form.number.fill('(415) 555');
  const flow = page.locator('form');
  const own = await flow.screenshot({ animations: 'disabled' });
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
    document.documentElement.dataset.theme = 'light';
  });
  const inPage = await flow.screenshot({ animations: 'disabled' });
  expect(inPage.equals(own)).toBe(true);
});

test('the react page hears of a check that ended after it took the form away', async ({
  page,
  form,
  phone,
  embedding,
}) => {
  await page.goto(`${embedding.sameSite.pagesUrl}/react/`);
  await form.ask(phone.number);
  const letPass = await holdChecks(page);
  await form.code.fill(await phone.code());
  await expect(form.button('Checking…')).toBeVisible();
  await form.button('Take the form away').click();
  await expect(form.code).toBeHidden();
  letPass();
  await expect(news(page)).toHaveText(`Verified: ${phone.number}`);
});

test('in development a page of this machine needs no entry, whatever its port', async ({
  page,
  form,
  phone,
  embedding,
}) => {
  // This API lists pages of 127.0.0.1 alone.
  await openWith(page, embedding, tag(embedding.misconfigured));
  await form.ask(phone.number);
  await form.code.fill(await phone.code());
  await expect(form.heading).toHaveText('Your number is verified');
});

test.describe('where an operator forgot something', () => {
  test.use({ noise: /^Failed to load resource|blocked by CORS policy|^Dialproof: / });

  test('a site that the API does not list gets nothing, and its console names the setting', async ({
    page,
    form,
    embedding,
  }) => {
    const explained: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('CORS_ORIGINS')) explained.push(message.text());
    });
    await openWith(page, embedding, tag(embedding.crossSite));
    await expect(form.button('Try again')).toBeVisible();
    await expect.poll(() => explained.length).toBe(1);
    expect(explained[0]).toContain(new URL(embedding.bare.url).origin);
    expect(explained[0]).toContain(embedding.crossSite.apiUrl);
    await form.button('Try again').click();
    await expect(form.button('Try again')).toBeVisible();
    expect(explained).toHaveLength(1);
    await expect(page.getByText('We cannot be reached right now')).toBeVisible();
  });

  test('cookies that are not made for other sites are named before a text is sent', async ({
    page,
    form,
    phone,
    embedding,
  }) => {
    await page.goto(`${embedding.misconfigured.pagesUrl}/element/`);
    await form.ask(phone.number);
    await expect(page.getByText('Your browser blocks cookies')).toBeVisible();
    expect(await cookiesOf(page, embedding.misconfigured)).toEqual([]);
    expect(await phone.countCalls('start')).toBe(0);
  });
});

test.describe('the element', () => {
  test('takes properties that were set before its script arrived', async ({
    page,
    form,
    embedding,
  }) => {
    embedding.bare.write('<p>Nothing here yet.</p>');
    await page.goto(embedding.bare.url);
    await page.evaluate((apiUrl) => {
      const early = Object.assign(document.createElement('phone-verification'), {
        apiUrl,
        locale: 'de',
        theme: 'dark',
        noCancel: true,
      });
      document.body.append(early);
    }, embedding.sameSite.apiUrl);
    await page.addScriptTag({ url: SCRIPT });
    await expect(form.heading).toHaveText('Telefonnummer bestätigen');
    await expect(form.button('Abbrechen')).toBeHidden();
    const element = page.locator('phone-verification');
    await expect(element).toHaveAttribute('api-url', embedding.sameSite.apiUrl);
    await expect(element).toHaveAttribute('theme', 'dark');
    // A second copy of the script, as of another part of the page, changes nothing.
    await page.addScriptTag({ url: `${SCRIPT}?again` });
    await expect(form.heading).toHaveText('Telefonnummer bestätigen');
  });

  test('begins anew with another API', async ({ page, form, embedding }) => {
    await page.route(`${embedding.crossSite.apiUrl}/**`, (route) => route.abort());
    await openWith(page, embedding, tag(embedding.crossSite));
    await expect(form.button('Try again')).toBeVisible();
    await page.locator('phone-verification').evaluate((element, apiUrl) => {
      Object.assign(element, { apiUrl });
    }, embedding.sameSite.apiUrl);
    await expect(form.number).toBeVisible();
  });

  test('keeps what was typed when it is moved', async ({ page, form, embedding }) => {
    await openWith(page, embedding, `<div>${tag(embedding.sameSite)}</div><section></section>`);
    await form.number.fill('(415) 555');
    await page.evaluate(() => {
      const moved = document.querySelector('phone-verification');
      if (moved) document.querySelector('section')?.append(moved);
    });
    await expect(form.number).toHaveValue('(415) 555');
    await page.evaluate(() => {
      const moved = document.querySelector('phone-verification');
      const place = document.querySelector('div') as unknown as {
        moveBefore: (...on: unknown[]) => void;
      };
      place.moveBefore(moved, null);
    });
    await expect(page.locator('div > phone-verification')).toBeVisible();
    await expect(form.number).toHaveValue('(415) 555');
  });

  test('leaves nothing running behind, however often it comes and goes', async ({
    page,
    form,
    phone,
    embedding,
  }) => {
    const leftovers = await watchLeftovers(page);
    await openWith(page, embedding, tag(embedding.sameSite));
    await form.ask(phone.number);
    const after: number[] = [];
    for (let time = 0; time < 4; time++) {
      await expect(form.code).toBeVisible();
      await expect.poll(leftovers).toMatchObject({ codeRequests: 1, channels: 1 });
      const element = await page.waitForSelector('phone-verification');
      await element.evaluate((leaving) => {
        leaving.remove();
      });
      await expect.poll(leftovers).toMatchObject({ timers: 0, codeRequests: 0, channels: 0 });
      after.push((await leftovers()).listeners);
      await element.evaluate((returning) => {
        document.body.append(returning);
      });
    }
    expect(after).toEqual(after.map(() => after[0]));
  });

  test('ends its calls when it leaves, and says nothing afterwards', async ({
    page,
    form,
    phone,
    embedding,
  }) => {
    await openWith(page, embedding, tag(embedding.sameSite));
    await page.evaluate(() => {
      document.querySelector('phone-verification')?.addEventListener('verified', () => {
        document.title = 'verified';
      });
    });
    await form.ask(phone.number);
    await expect(form.code).toBeVisible();
    await holdChecks(page);
    const ended = page.waitForEvent('requestfailed');
    await form.code.fill(await phone.code());
    await expect(form.button('Checking…')).toBeVisible();
    await page.evaluate(() => document.querySelector('phone-verification')?.remove());
    expect((await ended).url()).toContain('/api/check-verification');
    await expect(page).toHaveTitle('Host');
  });

  test('tells when the visitor had the number removed', async ({
    page,
    form,
    phone,
    embedding,
  }) => {
    await openWith(page, embedding, tag(embedding.sameSite));
    await page.evaluate(() => {
      for (const name of ['verified', 'forgotten', 'cancel']) {
        document.querySelector('phone-verification')?.addEventListener(name, (event) => {
          document.title += ` ${event.type}:${typeof (event as CustomEvent).detail}`;
        });
      }
    });
    await form.ask(phone.number);
    await form.code.fill(await phone.code());
    await form.button('Remove my number').click();
    await expect(form.number).toHaveValue('');
    await expect(page).toHaveTitle('Host verified:object forgotten:object');
  });

  test('keeps its Cancel from closing a dialog around it', async ({ page, form, embedding }) => {
    await openWith(page, embedding, `<dialog open>${tag(embedding.sameSite)}</dialog>`);
    await page.evaluate(() => {
      const heard = (event: Event) => {
        document.title += ` ${(event.currentTarget as Element).localName}`;
      };
      for (const name of ['dialog', 'phone-verification']) {
        document.querySelector(name)?.addEventListener('cancel', heard);
      }
    });
    await form.button('Cancel').click();
    await expect(page).toHaveTitle('Host phone-verification');
  });

  test('looks the same whatever the page does to its own text', async ({
    page,
    form,
    embedding,
  }) => {
    const shots = [];
    for (const style of ['', HOSTILE]) {
      await openWith(page, embedding, `<style>${PLACED}${style}</style>${tag(embedding.sameSite)}`);
      await expect(form.number).toBeVisible();
      shots.push(await page.locator('phone-verification').screenshot({ animations: 'disabled' }));
    }
    expect(shots[0]?.equals(shots[1] ?? Buffer.of())).toBe(true);
  });

  test('reads its texts as UTF-8 on a page in another encoding', async ({
    page,
    form,
    embedding,
  }) => {
    const body = tag(embedding.sameSite).replace(' ', ' locale="ar" ');
    await openWith(page, embedding, body, 'windows-1252');
    await expect(form.heading).toHaveText('تأكيد رقم هاتفك');
  });
});

test.describe('the element in a browser set to Portuguese', () => {
  test.use({ locale: 'pt-PT' });

  test('takes a property without a value as one that was never set', async ({
    page,
    form,
    embedding,
  }) => {
    const body = tag(embedding.sameSite).replace(' ', ' locale="de" theme="dark" no-cancel ');
    await openWith(page, embedding, body);
    await expect(form.heading).toHaveText('Telefonnummer bestätigen');
    const element = page.locator('phone-verification');
    const ownOrigin = page.waitForRequest(`${embedding.bare.url}/api/config`);
    await element.evaluate((unset) => {
      Object.assign(unset, { locale: undefined, theme: null, noCancel: undefined, apiUrl: null });
    });
    await ownOrigin;
    expect(await element.evaluate((unset) => unset.getAttributeNames())).toEqual([]);
    await element.evaluate((again, apiUrl) => {
      Object.assign(again, { apiUrl, noCancel: null });
    }, embedding.sameSite.apiUrl);
    await expect(form.heading).toHaveText('Verifique seu número de telefone');
    await expect(form.button('Cancelar')).toBeVisible();
  });
});

for (const allow of ['otp-credentials', '']) {
  test(`UX 10: a frame of another origin with allow="${allow}" ${allow === '' ? 'may not' : 'may'} read codes`, async ({
    page,
    embedding,
  }) => {
    const { sameSite, bare, framed } = embedding;
    framed.write(`<script src="${SCRIPT}"></script>${tag(sameSite)}`);
    bare.write(`<iframe src="${framed.url}" allow="${allow}"></iframe>`);
    await page.goto(bare.url);
    const field = page.frameLocator('iframe').locator('input[type=tel]');
    const allowed = await field.evaluate(() => {
      const { featurePolicy } = document as Document & {
        featurePolicy: { allowsFeature(name: string): boolean };
      };
      return featurePolicy.allowsFeature('otp-credentials');
    });
    expect(allowed).toBe(allow !== '');
  });
}

test('the client of the API comes without React', async ({ page, embedding }) => {
  embedding.bare.write('');
  await page.goto(embedding.bare.url);
  const answer = await page.evaluate(
    async ([script, apiUrl]) => {
      const { createClient } = (await import(script)) as typeof api;
      return createClient({ apiUrl }).checkVerification('123456');
    },
    [`${embedding.bare.url}/api.js`, embedding.sameSite.apiUrl] as const,
  );
  expect(answer).toMatchObject({
    ok: false,
    failure: { code: 'no_pending_verification', status: 409 },
  });
});

test('the library uses nothing that came after the oldest browsers', async ({ embedding }) => {
  const listed = await readdir(embedding.library, { recursive: true });
  const scripts = listed.filter((name) => name.endsWith('.js'));
  expect(scripts).toContain('phone-verification.js');
  for (const name of scripts) {
    const text = await readFile(`${embedding.library}/${name}`, 'utf8');
    expect(laterInScript(text.replace(/^\uFEFF/, '')), name).toEqual([]);
  }
  const styles = await readFile(`${embedding.library}/style.css`, 'utf8');
  expect(laterInStyles(styles)).toEqual([]);
});

test('the element has its styles where they cannot be constructed', async ({
  page,
  form,
  embedding,
}) => {
  const shots = [];
  for (const old of [false, true]) {
    if (old)
      await page.addInitScript(() => {
        Reflect.deleteProperty(ShadowRoot.prototype, 'adoptedStyleSheets');
        Reflect.deleteProperty(CSSStyleSheet.prototype, 'replaceSync');
      });
    await openWith(page, embedding, `<style>${PLACED}</style>${tag(embedding.sameSite)}`);
    await expect(form.number).toBeVisible();
    shots.push(await page.locator('phone-verification').screenshot({ animations: 'disabled' }));
  }
  expect(shots[0]?.equals(shots[1] ?? Buffer.of())).toBe(true);
});

for (const kind of ['react', 'plain'] as const) {
  test(`the types of the library fit a project that imports it (${kind})`, async ({
    embedding,
  }) => {
    expect(await checkConsumer(embedding.library, kind)).toBe('');
  });
}
