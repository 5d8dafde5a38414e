/** Prints figures beside their limits. */

const DECIMALS = { kB: 2, s: 2 };

function isOver({ value, limit, atLeast }) {
  return atLeast ? value < limit : value > limit;
}

function format({ value, unit }) {
  if (unit) return `${value.toFixed(DECIMALS[unit])} ${unit}`;
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

function row(figure) {
  const { name, limit, unit, atLeast, isTime, note } = figure;
  const bound = `${atLeast ? '≥' : '≤'} ${limit}${unit ? ` ${unit}` : ''}`;
  const over = isOver(figure);
  const verdict = over ? (isTime ? 'OVER (a time)' : 'OVER') : 'ok';
  const line = `  ${name.padEnd(34)}${format(figure).padStart(10)}   ${bound.padEnd(11)}${verdict}`;
  return over && note ? `${line}\n      ${note}` : line;
}

/** Prints one line for each figure; returns those that are over. */
export function printFigures(figures) {
  console.log(
    `\n  ${'(sizes: gzip)'.padEnd(34)}${'measured'.padStart(10)}   ${'limit'.padEnd(11)}`,
  );
  for (const figure of figures) console.log(row(figure));
  const over = figures.filter(isOver);
  console.log(`\n  ${figures.length - over.length} of ${figures.length} within the budget\n`);
  return over;
}
