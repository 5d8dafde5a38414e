import { beforeEach, describe, expect, test } from 'vitest';
import { takeFocus } from './focus';

// A page with a field and a dialog of its own; the form is in the dialog, bare or in shadow trees.
const FORM = '<div data-theme="auto"><h1 tabindex="-1">Form</h1><input></div>';

function place(shadowTrees: number) {
  document.body.innerHTML = '<input id="own"><div id="dialog" tabindex="-1"></div>';
  let inside: Element | ShadowRoot = find('#dialog');
  for (let depth = 0; depth < shadowTrees; depth++) {
    inside.innerHTML = '<input id="beside"><p></p>';
    inside = find('p', inside).attachShadow({ mode: depth % 2 === 0 ? 'open' : 'closed' });
  }
  inside.innerHTML = FORM;
  return { heading: find('h1', inside), field: find('input', inside), root: inside };
}

function find(selector: string, within: ParentNode = document): HTMLElement {
  const found = within.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`No ${selector}`);
  return found;
}

describe.each([0, 1, 2])('UX 25: a form inside %i shadow trees takes the focus', (shadowTrees) => {
  let form: ReturnType<typeof place>;

  beforeEach(() => {
    form = place(shadowTrees);
  });

  function heading() {
    takeFocus(form.heading);
    return (form.heading.getRootNode() as Document | ShadowRoot).activeElement === form.heading;
  }

  test('from nowhere', () => {
    expect(document.body).toHaveFocus();
    expect(heading()).toBe(true);
  });

  test('from itself', () => {
    form.field.focus();
    expect(heading()).toBe(true);
  });

  test('from a dialog around it', () => {
    find('#dialog').focus();
    expect(heading()).toBe(true);
  });

  test('but not from a field of the page', () => {
    find('#own').focus();
    expect(heading()).toBe(false);
    expect(find('#own')).toHaveFocus();
  });
});

test.each([1, 2])('UX 25: nor from what is beside %i shadow trees', (shadowTrees) => {
  const { heading, root } = place(shadowTrees);
  const around = (root as ShadowRoot).host.getRootNode() as Document | ShadowRoot;
  const beside = find('#beside', around);
  beside.focus();
  takeFocus(heading);
  expect(around.activeElement).toBe(beside);
});
