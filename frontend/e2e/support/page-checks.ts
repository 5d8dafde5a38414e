/** What holds for every page in every state. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const MODES = [
  { colorScheme: 'light', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'none' },
  { colorScheme: 'light', forcedColors: 'active' },
  { colorScheme: 'dark', forcedColors: 'active' },
] as const;

/** What depends on how a page is painted; everything else that axe looks at is the same in every mode. */
const PAINTED = ['color-contrast', 'link-in-text-block', 'target-size'];

function axe(page: Page): AxeBuilder {
  const builder = new AxeBuilder({ page });
  // Without frames there is no need for the window that axe opens to put together what it found in them.
  return page.frames().length === 1 ? builder.setLegacyMode() : builder;
}

/** Runs axe in light and dark, each with the colours of the page and forced ones. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const [index, mode] of MODES.entries()) {
    await page.emulateMedia({ ...mode, reducedMotion: 'reduce' });
    const builder = index === 0 ? axe(page).withTags(RULES) : axe(page).withRules(PAINTED);
    const { violations } = await builder.analyze();
    expect(violations, JSON.stringify(mode)).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
}

/** Adds up the layout shifts that no press or key explains, from the first paint on. */
export async function watchLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts = { total: 0, sources: [] as string[] };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const shift = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Node | null }[];
        };
        if (shift.hadRecentInput) continue;
        shifts.total += shift.value;
        shifts.sources.push(...shift.sources.map(({ node }) => node?.textContent ?? '?'));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Cumulative Layout Shift stays under the budget. */
export async function expectNothingMoved(page: Page): Promise<void> {
  const shifts = await page.evaluate(
    () => (globalThis as unknown as { shifts: { total: number; sources: string[] } }).shifts,
  );
  expect(shifts.total, shifts.sources.join(' | ')).toBeLessThan(0.02);
}

/** Nothing has to be scrolled sideways, and nothing sticks out of the card, not even a word. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scroll, client, outside } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const card = document.querySelector('[data-step]');
    const { left, right } = (card ?? document.body).getBoundingClientRect();
    const found: string[] = [];
    const nodes = document.createTreeWalker(card ?? document.body);
    while (nodes.nextNode()) {
      const node = nodes.currentNode;
      const element = node instanceof Element ? node : node.parentElement;
      // Words for screen readers alone, and those of lists that are not open, take no room.
      if (!element || element instanceof HTMLOptionElement) continue;
      if (getComputedStyle(element).clipPath !== 'none') continue;
      const range = document.createRange();
      range.selectNode(node);
      const boxes = node instanceof Element ? node.getClientRects() : range.getClientRects();
      const sticksOut = [...boxes].some((box) => box.left < left - 0.5 || box.right > right + 0.5);
      if (sticksOut) found.push(element.outerHTML);
    }
    return { scroll: scrollWidth, client: clientWidth, outside: found };
  });
  expect(scroll).toBeLessThanOrEqual(client);
  expect(outside).toEqual([]);
}

/** Nothing moves by itself, nor when it changes, for those who asked for that. */
export async function expectStill(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) =>
        [null, '::before', '::after'].some((part) => {
          const { animationName, animationDuration, transitionDuration } = getComputedStyle(
            element,
            part,
          );
          const animated = animationName !== 'none' && animationDuration !== '0s';
          return animated || transitionDuration !== '0s';
        }),
      )
      .map(({ outerHTML }) => outerHTML),
  );
  expect(moving).toEqual([]);
}

/** Everything to press is at least 44 px high and wide. */
export async function expectLargeTargets(page: Page): Promise<void> {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('a, button, input, select')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 44 || box.width < 44)
      .map(({ element }) => element.outerHTML),
  );
  expect(small).toEqual([]);
}
