import { useSyncExternalStore } from 'react';

const subscribe = () => () => {
  // A page never goes back to the markup of a server.
};

/**
 * True on a server, and in a browser while React takes over what a server rendered.
 *
 * What only a browser knows, such as its languages, must wait until this is false.
 */
export function useServerMarkup(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => false,
    () => true,
  );
}
