import type * as parser from './parser';

type Parser = typeof parser;

let loading: Promise<Parser> | undefined;
let loaded: Parser | undefined;

/** Loads the number parser once. Rejects when it cannot be fetched; the next call tries again. */
export async function loadParser(): Promise<Parser> {
  loading ??= import('./parser');
  try {
    loaded = await loading;
    return loaded;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/** The parser, if it is loaded. */
export function loadedParser(): Parser | undefined {
  return loaded;
}
