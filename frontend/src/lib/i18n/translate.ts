/** Texts with `{placeholders}` and plurals, and the formats that go with a language. */

/** A text that depends on `{count}`, by the plural categories of `Intl.PluralRules` (CLDR). */
export type PluralForms = Readonly<
  Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
>;

export type Message = string | PluralForms;

type PlaceholdersOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersOf<Rest>
  : never;

/** The names between braces in a message. */
export type Placeholders<M> = M extends string
  ? PlaceholdersOf<M>
  : M extends PluralForms
    ? PlaceholdersOf<M['other']> | 'count'
    : never;

type Values<Names extends string> = [Names] extends [never]
  ? []
  : [values: Readonly<Record<Names, string | number>>];

/** Looks up a text and fills its placeholders, checked against the English source at compile time. */
export type Translate<Source> = <Key extends keyof Source & string>(
  key: Key,
  ...values: Values<Placeholders<Source[Key]>>
) => string;

/** A catalogue with the keys of `Source`, in any language. */
export type Catalogue<Source> = {
  readonly [Key in keyof Source]: Source[Key] extends string ? string : PluralForms;
};

// Keeps a Latin brand or number in one piece inside a right-to-left sentence (Unicode TR 9).
const isolate = (text: string) => `\u2068${text}\u2069`;

export function createTranslate<Source>(
  catalogue: Catalogue<Source>,
  locale: string,
  rightToLeft = false,
): Translate<Source> {
  const plurals = new Intl.PluralRules(locale);
  return (key, ...[values]) => {
    const message: Message = catalogue[key];
    const text =
      typeof message === 'string'
        ? message
        : (message[plurals.select(Number(values?.['count' as never]))] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = String(values?.[name as never]);
      return rightToLeft ? isolate(value) : value;
    });
  };
}
