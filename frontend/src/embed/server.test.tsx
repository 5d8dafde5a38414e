// @vitest-environment node
import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';

const sources = import.meta.glob<unknown>([
  '../**/*.{ts,tsx}',
  '!../**/*.{test,d}.{ts,tsx}',
  '!../{testing,app}/**',
  '!../main.tsx',
]);

describe('on a server', () => {
  test('there is no browser', () => {
    expect(typeof document).toBe('undefined');
    expect(typeof HTMLElement).toBe('undefined');
  });

  test.each(Object.keys(sources))('%s can be imported', async (source) => {
    await expect(sources[source]?.()).resolves.toBeDefined();
  });

  test('the element script registers nothing', async () => {
    await import('./phone-verification');
    expect('customElements' in globalThis).toBe(false);
  });

  test.each([{}, { locale: 'fr' }, { locale: 'ar' }])(
    'the component renders the loading card, with %o',
    async (props) => {
      const { PhoneVerification } = await import('./index');
      const html = renderToString(<PhoneVerification {...props} />);
      expect(html).toContain('Loading…');
      // The language of what is there.
      expect(html).toContain('lang="en" dir="ltr"');
    },
  );
});
