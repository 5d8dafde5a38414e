// Colours for JSON, as elements and never as markup.

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Shows `text` in `element`, keys and values told apart by `data-token`. */
export function showJson(element, text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [all, string, colon] = found;
    const token = document.createElement('span');
    token.dataset.token = colon ? 'key' : string ? 'string' : 'literal';
    token.textContent = string ?? all;
    parts.push(text.slice(end, found.index), token, colon ?? '');
    end = found.index + all.length;
  }
  element.replaceChildren(...parts, text.slice(end));
}

/** Returns `text` with line breaks if it is JSON, and as it is if not. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
