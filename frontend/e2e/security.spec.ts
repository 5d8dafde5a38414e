import securityHeaders from '../security-headers.json' with { type: 'json' };
import { expect, test } from './support/test.ts';

test('UX 31: the page comes with every header of the policy', async ({ page }) => {
  const answer = await page.goto('/');
  const headers = answer?.headers() ?? {};
  for (const [name, value] of Object.entries(securityHeaders)) {
    expect(headers[name.toLowerCase()], name).toBe(value);
  }
});

test('UX 31: nothing in the page is inline, and all of it comes from here', async ({
  form,
  page,
  phone,
}) => {
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await form.askFor(phone);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  expect([...hosts]).toEqual([new URL(page.url()).host]);
  await expect(page.locator('script:not([src]), style, [style], [onclick], [onload]')).toHaveCount(
    0,
  );
});

const FOREIGN = 'https://foreign.example/script.js';

// What somebody would like to slip into the page.
const SLIPPED_IN = `
  <script>globalThis.ran = 'inline script';</script>
  <img src="/favicon.svg" onload="globalThis.ran = 'inline handler'">
  <script src="${FOREIGN}"></script>
  <p style="color: red"></p>`;

interface Watched {
  readonly violations: string[];
  readonly ran?: string;
}

test('UX 31: scripts that somebody slipped into the page do not run', async ({
  browser,
  baseURL,
}) => {
  // A context of its own, as every attempt makes the noise that no page of ours may make.
  const page = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await page.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      violations.push(`${effectiveDirective} ${blockedURI}`);
    });
  });
  await page.route('/', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace('</body>', `${SLIPPED_IN}</body>`);
    await route.fulfill({ response, body });
  });
  await page.route(FOREIGN, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "globalThis.ran = 'foreign script';" }),
  );
  const handled = page.waitForResponse('**/favicon.svg');
  await page.goto('/');
  await handled;
  const watched = () =>
    page.evaluate(() => {
      const { violations, ran } = globalThis as unknown as Watched;
      return { violations: violations.toSorted(), ran };
    });
  await expect.poll(watched).toEqual({
    violations: [
      'script-src-attr inline',
      `script-src-elem ${FOREIGN}`,
      'script-src-elem inline',
      'style-src-attr inline',
    ],
    ran: undefined,
  });
  await page.close();
});

test('UX 31: the policy is enforced: no HTML from a string, no inline style, no call elsewhere', async ({
  browser,
  baseURL,
}) => {
  // A context of its own, as every attempt makes the noise that no page of ours may make.
  const page = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await page.goto('/');
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (violation) => {
      seen.push(violation.effectiveDirective);
    });
    try {
      document.body.innerHTML = '<img src="x">';
    } catch {
      seen.push('innerHTML threw');
    }
    const style = document.createElement('div');
    style.setAttribute('style', 'color: red');
    await fetch('https://example.com/').catch(() => undefined);
    // Violations are told by events of their own.
    await new Promise((resolve) => setTimeout(resolve));
    return seen;
  });
  expect(violations).toEqual(
    expect.arrayContaining([
      'innerHTML threw',
      'require-trusted-types-for',
      'style-src-attr',
      'connect-src',
    ]),
  );
  await page.close();
});

test('UX 10: the page may read one-time codes, and hands that on to no other', async ({ page }) => {
  await page.goto('/');
  const allowed = await page.evaluate(() => {
    const { featurePolicy } = document as Document & {
      featurePolicy: { getAllowlistForFeature(name: string): string[] };
    };
    return featurePolicy.getAllowlistForFeature('otp-credentials');
  });
  expect(allowed).toEqual([new URL(page.url()).origin]);
});

test('UX 09: where the browser can read the code from the text, it is asked to, and stopped', async ({
  form,
  phone,
  page,
}) => {
  await page.addInitScript(() => {
    const asked: { options: unknown; signal: AbortSignal }[] = [];
    Object.assign(globalThis, { asked, OTPCredential: Object });
    navigator.credentials.get = (options) => {
      if (options?.signal) asked.push({ options, signal: options.signal });
      return new Promise(() => undefined);
    };
  });
  await form.askFor(phone);
  const asked = () =>
    page.evaluate(() =>
      (globalThis as unknown as { asked: { signal: AbortSignal }[] }).asked.map(
        ({ signal }) => signal.aborted,
      ),
    );
  expect(await asked()).toEqual([false]);
  await form.code.fill(await phone.code());
  await form.expectVerified(phone);
  expect(await asked()).toEqual([true]);
});
