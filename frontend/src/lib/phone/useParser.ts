import { useState } from 'react';
import { loadParser, peekParser } from './load';

/** The number parser once it is there, and a function that fetches it. */
export function useParser() {
  const [parser, setParser] = useState(peekParser);
  const warm = () => {
    loadParser().then(setParser, () => {
      // Not to be had right now: the server reads the number without help.
    });
  };
  return [parser, warm] as const;
}
