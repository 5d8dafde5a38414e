import { exampleNumber } from '../src/lib/phone/examples.ts';
import { LANGUAGES, loadMessages, LOCALES } from '../src/locales/index.ts';
import { expectAccessible, expectNoSidewaysScroll } from './support/page-checks.ts';
import { expect, test } from './support/test.ts';

test.use({ viewport: { width: 320, height: 640 } });

for (const locale of LOCALES) {
  test(`UX 14, 28, 30: ${locale}: title, direction, countries and both steps fit and read well`, async ({
    page,
    form,
    phone,
  }) => {
    const names = new Intl.DisplayNames(locale, { type: 'region' });
    await form.open(`?lang=${locale}`);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr');
    await expect(form.country.locator('option[value=FR]')).toHaveText(names.of('FR') ?? '');
    await expectNoSidewaysScroll(page);
    const { phoneWhy } = await loadMessages(locale);
    await expect(form.page.locator('main')).toContainText(phoneWhy.split('{brand}').at(-1) ?? '');
    await expect(form.page.locator('main')).toContainText(
      exampleNumber(await form.country.inputValue()),
    );
    await form.page.locator('form button[type=submit]').click();
    await expect(page.locator('[aria-invalid=true]')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);

    const sent = page.waitForRequest('**/api/request-verification');
    await form.ask(phone.number);
    expect((await sent).postDataJSON()).toMatchObject({ locale });
    await expect(form.code).toBeVisible();
    await form.code.fill(await phone.wrongCode());
    await expect(form.code).toHaveAttribute('aria-invalid', 'true');
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);

    await form.code.fill(await phone.code());
    await expect(page.locator('main svg')).toBeVisible();
    await expectNoSidewaysScroll(page);
    expect(await page.title()).toContain('Dialproof');
  });
}

test.describe('UX 30: the language', () => {
  test.use({ locale: 'pt-PT' });

  test('comes from the browser', async ({ page }) => {
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
  });

  test('that was chosen counts more, also next time, and ?lang counts most', async ({
    page,
    form,
  }) => {
    await form.open();
    await page.getByRole('combobox', { name: 'Idioma' }).selectOption('de');
    await expect(form.heading).toHaveText('Telefonnummer bestätigen');
    await page.goto('/');
    await expect(form.heading).toHaveText('Telefonnummer bestätigen');
    await page.goto('/?lang=fr');
    await expect(form.heading).toHaveText('Vérifiez votre numéro de téléphone');
    await page.getByRole('combobox', { name: 'Langue' }).selectOption('es');
    await page.reload();
    await expect(form.heading).toHaveText('Verifica tu número de teléfono');
  });

  test('can be changed in the middle, and nothing is lost', async ({ form, phone, page }) => {
    await form.open('?lang=en');
    await form.ask(phone.number);
    await form.code.fill('123');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');
    await expect(form.heading).toHaveText('أدخل رمزك');
    await expect(form.code).toHaveValue('123');
    await expect(form.code).toHaveCSS('direction', 'ltr');
  });

  test('is offered under its own name', async ({ form, page }) => {
    await form.open();
    await expect(page.locator('header option')).toHaveText(Object.values(LANGUAGES));
  });
});
