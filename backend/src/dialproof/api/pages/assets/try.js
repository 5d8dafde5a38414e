// The forms that try a call, and the answers that came.

import { pretty, showJson } from './json.js';

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function outcome(answer, text) {
  const badge = element('span', { className: 'status' }, String(answer.status));
  badge.dataset.class = String(Math.floor(answer.status / 100));
  const line = element('p', { className: 'came' }, badge);
  if (answer.headers.get('Content-Type') === 'application/problem+json') {
    const { code, type } = JSON.parse(text);
    line.append(element('code', {}, code), element('a', { href: type }, 'Why, and what to do'));
  }
  return line;
}

function headers(answer) {
  const listed = [...answer.headers].flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, value),
  ]);
  const count = listed.length / 2;
  return element(
    'details',
    {},
    element('summary', {}, `${count} headers`),
    element('dl', { className: 'received' }, ...listed),
  );
}

function body(text) {
  const code = element('code');
  showJson(code, pretty(text));
  return element('pre', { className: 'json' }, code);
}

function curl(form) {
  const { method, path } = form.dataset;
  const data = form.elements.body?.value;
  const parts = ['curl', '-i', '-b jar', '-c jar'];
  if (method !== 'GET') parts.push('--json', quoted(data ?? ''));
  return [...parts, quoted(location.origin + path)].join(' ');
}

async function send(form, said, result) {
  const { method, path } = form.dataset;
  const text = form.elements.body?.value;
  const answer = await fetch(path, {
    method,
    credentials: 'include',
    cache: 'no-store',
    ...(text !== undefined && { headers: { 'Content-Type': 'application/json' }, body: text }),
  });
  const received = await answer.text();
  result.replaceChildren(outcome(answer, received), headers(answer), body(received));
  result.hidden = false;
  said.textContent = `Answered with ${answer.status}.`;
}

/** Brings one form to life. */
export function enliven(form) {
  const said = form.querySelector('.said');
  const result = form.querySelector('.result');
  const button = form.querySelector('[type=submit]');
  const choices = [...form.querySelectorAll('[data-body]')];
  const field = form.elements.body;

  function mark() {
    for (const choice of choices) {
      choice.setAttribute('aria-pressed', String(choice.dataset.body === field.value));
    }
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    said.textContent = 'Sending…';
    try {
      await send(form, said, result);
    } catch {
      said.textContent = 'No answer: the API cannot be reached.';
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });

  form.querySelector('[data-curl]').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(curl(form));
      said.textContent = 'Copied.';
    } catch {
      said.textContent = curl(form);
    }
  });

  for (const choice of choices) {
    choice.addEventListener('click', () => {
      field.value = choice.dataset.body;
      mark();
    });
  }

  field?.addEventListener('input', mark);
  field?.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  mark();
}
