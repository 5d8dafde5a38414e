/** Small helpers around the DOM. Text is always set as text, so nothing a message says can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `on` holds listeners, `data` dataset entries, everything else becomes an attribute. */
export function h(tag, { on = {}, data = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  Object.assign(element.dataset, data);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

/**
 * Make a list show `items`, keeping the elements of those that have not changed, so that focus and open details survive.
 * `sign` says, as a string, everything that an item's element shows.
 */
export function showList(container, items, { key, sign = key, create }) {
  const present = new Map([...container.children].map((element) => [element.dataset.key, element]));
  const wanted = items.map((item) => {
    const kept = present.get(key(item));
    if (kept && kept.dataset.sign === sign(item)) return kept;
    const element = create(item);
    element.dataset.key = key(item);
    element.dataset.sign = sign(item);
    return element;
  });
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  if (wanted.length !== container.children.length || wanted.some((element, index) => container.children[index] !== element)) {
    const keep = new Set(wanted);
    for (const element of present.values()) if (!keep.has(element)) element.remove();
    wanted.forEach((element, index) => {
      if (container.children[index] !== element) container.insertBefore(element, container.children[index] ?? null);
    });
  }
  if (focused && focused !== document.activeElement && container.contains(focused)) focused.focus({ preventScroll: true });
}

/** Say something to people who do not see the screen. */
export function announce(words) {
  const announcer = byId("announcer");
  announcer.textContent = "";
  setTimeout(() => {
    announcer.textContent = words;
  }, 50);
}
