/**
 * Starts everything that the page waits for at once: the texts, what the API says, and React.
 *
 * This chunk is small, so that the calls are under way while the big one is still arriving.
 */
import { chooseLocale } from './app/locale';
import { createClient, type DialproofClient } from './lib/api/client';
import { loadMessages } from './locales';

/** A client whose first two questions are asked already. */
function withHeadStart(client: DialproofClient): DialproofClient {
  void client.config();
  let early: ReturnType<DialproofClient['verification']> | null = client.verification();
  return {
    ...client,
    verification: () => {
      const answer = early ?? client.verification();
      early = null;
      return answer;
    },
  };
}

const client = withHeadStart(createClient());
const locale = chooseLocale();
loadMessages(locale).catch(() => {
  // The page tries again by itself.
});
// Not awaited here: the big chunk imports from this one, and would wait for it in turn.
void import('./app/start').then(({ start }) => {
  start(client, locale);
});
