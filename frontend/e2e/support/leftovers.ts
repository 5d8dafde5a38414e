/** Counts what a page has running, to see that nothing of the form stays behind. */
import type { Page } from '@playwright/test';

export interface Leftovers {
  readonly timers: number;
  readonly codeRequests: number;
  readonly channels: number;
  /** On window and document. */
  readonly listeners: number;
}

/** Runs in the page, before any script of it. */
function count() {
  const timers = new Set<unknown>();
  const codeRequests = new Set<unknown>();
  const channels = new Set<unknown>();
  let listeners = 0;
  Object.assign(globalThis, {
    countLeftovers: () => ({
      timers: timers.size,
      codeRequests: codeRequests.size,
      channels: channels.size,
      listeners,
    }),
  });

  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = ((work: () => void, delay?: number) => {
    const timer = set(() => {
      timers.delete(timer);
      work();
    }, delay);
    timers.add(timer);
    return timer;
  }) as typeof set;
  globalThis.clearTimeout = (timer) => {
    timers.delete(timer);
    clear(timer);
  };

  // A phone that waits for the text message, as long as it is not told to stop.
  Object.assign(globalThis, { OTPCredential: Object });
  navigator.credentials.get = (options) =>
    new Promise((_resolve, reject) => {
      codeRequests.add(options);
      options?.signal?.addEventListener('abort', () => {
        codeRequests.delete(options);
        reject(new DOMException('The request was aborted.', 'AbortError'));
      });
    });

  globalThis.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels.add(this);
    }
    override close() {
      channels.delete(this);
      super.close();
    }
  };

  for (const target of [window, document] as EventTarget[]) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    target.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    target.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...given);
    };
  }
}

/** Begins to count, from the next page on. */
export async function watchLeftovers(page: Page): Promise<() => Promise<Leftovers>> {
  await page.addInitScript(count);
  return () =>
    page.evaluate(() =>
      (globalThis as unknown as { countLeftovers: () => Leftovers }).countLeftovers(),
    );
}
