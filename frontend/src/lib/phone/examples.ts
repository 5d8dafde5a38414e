// Numbers that regulators reserve for examples and drama: nobody owns them.
const EXAMPLES: Readonly<Record<string, string>> = {
  AU: '0491 570 006',
  FR: '06 39 98 01 23',
  GB: '07700 900123',
  SE: '070-174 06 05',
  US: '(415) 555-0100',
};

/** An example number of `country`, ISO 3166-1 alpha-2. */
export function exampleNumber(country: string): string {
  return EXAMPLES[country] ?? '+1 415 555 0100';
}
