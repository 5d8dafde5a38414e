import { loadParser } from '../../../lib/phone/loadParser';
import type { NumberAdvice } from '../../../lib/phone/parser';
import type { FlowError } from '../machine/errors';
import type { PhoneDraft } from '../machine/state';

// If the parser does not load in time, the server reads the number.
const PARSER_TIMEOUT = 5_000;

function waitForParser() {
  return new Promise<Awaited<ReturnType<typeof loadParser>> | null>((resolve) => {
    const timer = setTimeout(resolve, PARSER_TIMEOUT, null);
    void loadParser()
      .catch(() => null)
      .then((parser) => {
        clearTimeout(timer);
        resolve(parser);
      });
  });
}

type DraftCheck =
  /** `e164` is null when the parser did not load: the server reads the number then. */
  | { readonly ok: true; readonly e164: string | null; readonly advice: NumberAdvice | null }
  | { readonly ok: false; readonly error: FlowError };

/** Checks that the typed number is possible, as far as the page can tell. */
export async function checkDraft({ number, country }: PhoneDraft): Promise<DraftCheck> {
  if (number.trim() === '') return { ok: false, error: { code: 'phone_empty' } };
  const parser = await waitForParser();
  if (parser === null) return { ok: true, e164: null, advice: null };
  const check = parser.checkNumber(number, country);
  if (check.possible) return { ok: true, e164: check.e164, advice: check.advice };
  return { ok: false, error: { code: check.problem } };
}
