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

test('UX 31: the policy is enforced: no foreign script, no inline script, no HTML from a string', async ({
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
    const inline = document.createElement('script');
    try {
      document.body.innerHTML = '<img src="x">';
    } catch {
      seen.push('innerHTML threw');
    }
    document.body.append(inline);
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
    const policy = (
      document as Document & { featurePolicy: { allowsFeature(name: string): boolean } }
    ).featurePolicy;
    return policy.allowsFeature('otp-credentials');
  });
  expect(allowed).toBe(true);
  expect(securityHeaders['Permissions-Policy']).toContain('otp-credentials=(self)');
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
