/** What came after the oldest browsers that the form works in: see server/browsers.ts. */
import { parse, type AnyNode } from 'acorn';

const LATER: Readonly<Record<string, RegExp>> = {
  'look-behind, Safari 16.4': /\(\?<[=!]/,
  'regular expressions of sets, Safari 17': /^\/.*\/[a-z]*v[a-z]*$/,
};
const LATER_NAMES = new Set(
  `findLast findLastIndex toSorted toReversed toSpliced groupBy withResolvers fromAsync isWellFormed toWellFormed
  isSubsetOf isSupersetOf isDisjointFrom symmetricDifference canParse escape Segmenter DurationFormat Temporal
  checkVisibility showPopover hidePopover togglePopover requestSubmit requestIdleCallback cookieStore userActivation
  startViewTransition moveBefore setHTML setHTMLUnsafe adoptedStyleSheets replaceSync any timeout scheduler navigation
  cancelIdleCallback getOrInsert toHex fromBase64`.split(/\s+/),
);
/** May be there all the same. */
const ASKED_FOR_FIRST: Readonly<Record<string, string>> = {
  navigation: 'React asks for its type first',
  adoptedStyleSheets: 'asked for by the element, which has another way',
  replaceSync: 'comes with adoptedStyleSheets',
};
const LATER_STYLES: Readonly<Record<string, RegExp>> = {
  'color-mix(), Safari 16.2': /color-mix\(/,
  'container queries, Safari 16': /@container|container-type/,
  'nesting, Safari 16.5': /[{;]\s*&/,
  ':has(), Firefox 121': /:has\(/,
  'light-dark(), Safari 17.5': /light-dark\(/,
  'transforms by themselves, Chrome 104': /[{;](?:rotate|translate|scale):/,
  'ranges in media queries, Safari 16.4': /@media[^{]*[<>]/,
  'small, large and dynamic viewports, Safari 15.4 but Chrome 108': /\d[sld]v[hwib]\b/,
  'registered properties, Safari 16.4': /@property/,
  'scopes, Safari 17.4': /@scope/,
};

function* nodesOf(node: object): Generator<AnyNode> {
  if ('type' in node) yield node as AnyNode;
  for (const value of Object.values(node) as unknown[]) {
    if (typeof value === 'object' && value !== null) yield* nodesOf(value);
  }
}

/** The texts that can become a regular expression, and the names that are taken of objects. */
function* wordsOf(node: AnyNode): Generator<{ text?: string; name?: string }> {
  if (node.type === 'Literal') {
    if (node.regex) yield { text: node.raw ?? '' };
    else if (typeof node.value === 'string') yield { text: node.value };
  }
  if (node.type === 'TemplateElement') yield { text: node.value.cooked ?? '' };
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed)
    yield { name: node.property.name };
}

/** What a script uses that came later; throws where its syntax is newer. */
export function laterInScript(text: string): string[] {
  const found: string[] = [];
  for (const node of nodesOf(parse(text, { ecmaVersion: 2022, sourceType: 'module' }))) {
    if (node.type === 'StaticBlock') found.push('static blocks, Safari 16.4');
    for (const { text: words = '', name = '' } of wordsOf(node)) {
      for (const [what, pattern] of Object.entries(LATER))
        if (pattern.test(words)) found.push(what);
      if (LATER_NAMES.has(name) && !(name in ASKED_FOR_FIRST)) found.push(name);
    }
  }
  return found;
}

/** What a style sheet uses that came later, but for what stands in @supports, for those who know it. */
export function laterInStyles(text: string): string[] {
  const plain = text.replace(/@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/g, '');
  const found = Object.entries(LATER_STYLES).filter(([, pattern]) => pattern.test(plain));
  return found.map(([what]) => what);
}
