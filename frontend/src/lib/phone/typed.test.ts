import cases from '../../../../backend/tests/data/phone_numbers.json';
import { describe, expect, test } from 'vitest';
import { checkNumber } from './parser';

interface Case {
  readonly text: string;
  readonly country: string | null;
  readonly why: string;
  readonly e164?: string;
  readonly refused?: string;
  /** It takes kinds of lines to tell, which only the server knows: to the form it is possible. */
  readonly server_only?: boolean;
}

// What the form says of a refusal of the server. Where it says nothing, it lets the server decide.
const PROBLEMS: Readonly<Record<string, string | null>> = {
  area_code: 'phone_short',
  calling_code: 'phone_impossible',
  extension: 'phone_extension',
  letters: 'phone_impossible',
  no_country: 'country_empty',
  not_in_country: null,
  nothing: 'phone_impossible',
  nowhere: null,
  signs: 'phone_impossible',
  too_long: 'phone_long',
  too_short: 'phone_short',
  unclear: 'phone_unclear',
};
const all: readonly Case[] = cases;

describe('UX 11: the form reads what the server reads', () => {
  test.each(all.filter(({ e164 }) => e164))(
    '$why: $text in $country',
    ({ text, country, e164, server_only }) => {
      const read = server_only ? {} : { e164, advice: null };
      expect(checkNumber(text, country ?? '')).toMatchObject({ possible: true, ...read });
    },
  );
});

describe('UX 12: the form refuses only what the server refuses', () => {
  test.each(all.filter(({ refused }) => refused))(
    '$why: $text in $country is $refused',
    ({ text, country, refused = '', server_only }) => {
      const problem = server_only ? null : PROBLEMS[refused];
      expect(problem).not.toBeUndefined();
      const check = checkNumber(text, country ?? '');
      if (problem === null) expect(check.possible).toBe(true);
      else if (problem === 'phone_unclear') expect(check).toMatchObject({ advice: problem });
      else expect(check).toEqual({ possible: false, problem });
    },
  );
});
