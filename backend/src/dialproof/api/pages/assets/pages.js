// Everything on these pages can be read without this; it adds colours, the forms, and the place in the list.

import { showJson } from './json.js';
import { enliven } from './try.js';

for (const code of document.querySelectorAll('[data-json]')) showJson(code, code.textContent);
for (const form of document.querySelectorAll('form.try')) enliven(form);

const links = new Map(
  [...document.querySelectorAll('.side a[href^="#"]')].map((link) => [link.hash.slice(1), link]),
);
const visible = new Set();

function mark() {
  const first = [...links.keys()].find((id) => visible.has(id));
  for (const [id, link] of links) {
    if (id === first) link.setAttribute('aria-current', 'location');
    else link.removeAttribute('aria-current');
  }
}

const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) visible.add(target.id);
      else visible.delete(target.id);
    }
    mark();
  },
  { rootMargin: '-15% 0px -70% 0px' },
);

for (const id of links.keys()) {
  const section = document.getElementById(id);
  if (section) watch.observe(section);
}
