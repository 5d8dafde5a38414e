import { useState } from 'react';
import { loadParser, loadedParser } from '../phone/loadParser';

/** The number parser, if it is loaded, and a function that loads it. */
export function useNumberParser() {
  const [parser, setParser] = useState(loadedParser);
  const preload = () => {
    loadParser().then(setParser, () => {
      // The parser could not be loaded: the server reads the number alone.
    });
  };
  return [parser, preload] as const;
}
