import { ApiClient } from '../../tools/demo/api-client.mts';
import { singleTicket } from '../../tools/demo/open-offer.mts';
import { origin } from '../../tools/start/ports.mts';
import { issueToken } from '../../tools/start/tokens.mts';
import { openBettors } from '../bettors.mts';
import { BenchFeed, offered, ODDS } from '../settle/offer.mts';
import type { System } from '../system.mts';

/** A request that has one right answer: 200, and a body that begins with what was asked for. */
export type Read = {
  readonly path: string;
  readonly token: string;
  /** A piece of the body. */
  readonly has: string;
};

const MARKETS = 50;
const STAKE = 100;
const AT_ONCE = 32;

/** Accounts with an open bet each on markets of their own; what is read of them is a bet and a book in turn. */
export async function openReads(system: System & { readonly accounts: number }) {
  const run = Date.now().toString(36);
  const port = Number(new URL(system.api).port);
  const api = new ApiClient(system.api, AT_ONCE);
  const token = await issueToken(system.secretsDir, 'feed', 'bench');
  const feed = new BenchFeed(new ApiClient(origin('feed', port)), { feed: '', token }, run);
  const alive = feed.keepAlive();
  const markets = Array.from({ length: MARKETS }, (_, index) => `bench:${run}:read-${index}`);
  for (const marketId of markets) await feed.post(...offered(marketId));
  const bettors = await openBettors(api, system, run);
  const reads: Read[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < bettors.length; index = next++) {
      const marketId = markets[index % MARKETS] ?? '';
      const bettor = bettors[index]?.token ?? '';
      const body = singleTicket({ marketId, outcomeId: 'a', odds: ODDS }, STAKE);
      const answer = await api.ask('POST', '/v1/bets', { token: bettor, body, key: `read-${run}` });
      const { bets: [bet] = [] } = answer.body as { readonly bets?: readonly { betId: string }[] };
      if (answer.status !== 201 || bet === undefined)
        throw new Error(`a bet was not taken: ${answer.status} ${JSON.stringify(answer.body)}`);
      const { betId } = bet;
      const after = { token: bettor, after: answer.position };
      await api.ask('GET', `/v1/bets/${betId}`, after); // Waits until the read models have it.
      reads.push(
        { path: `/v1/bets/${betId}`, token: bettor, has: `"betId":"${betId}"` },
        { path: `/v1/markets/${marketId}`, token: bettor, has: `"marketId":"${marketId}"` },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const close = async () => {
    feed.stop();
    await alive;
    await api.close();
  };
  return { reads, close };
}
