import type { BrowserContext } from '@playwright/test';

/** Keeps cookies from leaving and from staying, as a browser does whose owner blocks them. */
export async function blockCookies(context: BrowserContext): Promise<void> {
  await context.route('**/api/**', async (route) => {
    const headers = { ...route.request().headers() };
    delete headers.cookie;
    const answer = await route.fetch({ headers });
    const kept = { ...answer.headers() };
    delete kept['set-cookie'];
    await route.fulfill({ response: answer, headers: kept });
    await context.clearCookies();
  });
}
