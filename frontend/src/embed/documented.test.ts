import { expect, test } from 'vitest';
import page from '../../../backend/docs/embedding.md?raw';
import theme from '../components/theme.module.css?raw';
import { FormElement } from './FormElement';

/** The first cells of a table's rows, without their backquotes. */
const rowsAfter = (heading: string) =>
  [...(page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)]
    .map(([, name]) => name)
    .toSorted();

test('every attribute of the element is documented, and nothing else', () => {
  expect(rowsAfter('Without React')).toEqual(FormElement.observedAttributes.toSorted());
});

test('every custom property of the form is documented, with its default', () => {
  const named = [...theme.matchAll(/var\((--dialproof-[\w-]+), (.+)\);/g)];
  // The colour of the page around the card is the application's own.
  const embedded = named.filter(([, name]) => name !== '--dialproof-page');
  expect(rowsAfter('Make it look like yours')).toEqual(
    [...embedded.map(([, name]) => name), '--dialproof-rem'].toSorted(),
  );
  for (const [, name, value = ''] of embedded) {
    const [light, dark] = /light-dark\((.+), (.+)\)/.exec(value)?.slice(1) ?? [];
    const written = light && dark ? `\`${light}\` · \`${dark}\`` : `\`${value}\``;
    const row = page.split('\n').find((line) => line.startsWith(`| \`${String(name)}\` |`));
    expect(row).toContain(`| ${written} |`);
  }
});
