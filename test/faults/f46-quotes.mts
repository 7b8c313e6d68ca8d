import { ask } from './harness/ask.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { changeLimits } from './harness/limit-policy.mts';

const ttlMs = 60_000;
const withinMs = 60_000;

/** Quotes come back with the log, and their liability; a dead one promises nothing. */
export const f46: Fault = {
  id: 'F46',
  name: 'the decider dies with live quotes; market suspended, quote expired, limit lowered before the bet',
  load: { markets: 6 },
  run: async (bout) => {
    await changeLimits(bout.system, { quoteTtlMs: ttlMs });
    await outliveTheDecider(bout);
    await outliveTheLimit(bout);
    await suspend(bout);
    await expire(bout);
    await changeLimits(bout.system, {});
  },
};

type Quote = { readonly quoteId: string; readonly ticket: object };

let asked = 0;

/** A quote for a small ticket on this market, once the policy in force gives it so long to live. */
async function quoteOn({ load, seed }: Bout, market: number, livesMs: number): Promise<Quote> {
  const ticket = { ...load.ticketOn(market, 200), priceChange: { policy: 'ANY' } };
  let quote: Quote | undefined;
  const isQuoted = async () => {
    const key = `quote-${seed}-${asked++}-${Date.now()}`;
    const told = await load.request(market, key, '/v1/bets/quotes', ticket);
    if (told.outcome !== 'decided') return false;
    const { status, quoteId, expiresAtMs } = JSON.parse(told.body) as Record<string, unknown>;
    if (status !== 'ACCEPTED' || typeof quoteId !== 'string') return false;
    if (Math.abs(Number(expiresAtMs) - Date.now() - livesMs) > livesMs / 2) return false;
    quote = { quoteId, ticket };
    return true;
  };
  await load.until(isQuoted, withinMs);
  if (quote === undefined) throw new Error(`no quote on market ${market}`);
  return quote;
}

/** What the bet that names the quote is told. */
async function use(
  { load, seed }: Bout,
  market: number,
  { quoteId, ticket }: Quote,
): Promise<string> {
  const key = `use-${seed}-${asked++}-${Date.now()}`;
  const told = await load.request(market, key, '/v1/bets', { ...ticket, quoteId });
  return told.outcome === 'decided' ? told.body : told.outcome;
}

async function outliveTheDecider(bout: Bout): Promise<void> {
  const { system, chance, note, expect } = bout;
  const decider = system.app('decider');
  const quotes = await Promise.all([0, 1, 2].map((market) => quoteOn(bout, market, ttlMs)));
  const deaths = decider.deaths;
  if (chance.percent(50)) await decider.kill();
  else {
    await decider.stop();
    decider.launch({ CRASH_AT: 'decider.appended:1' });
  }
  expect(await decider.died(deaths + 1), 'the decider dies');
  // A bet that waits for longer than it lives is refused as stale, whatever it names (R8).
  expect(await decider.becomesReady(), 'and comes back');
  const told = await Promise.all(quotes.map((quote, market) => use(bout, market, quote)));
  for (const body of told)
    expect(body.includes('"ACCEPTED"'), `a quote survives the decider, but ${body.slice(0, 200)}`);
  const taken = () => quotes.filter(({ quoteId }) => isTaken(bout, quoteId)).length;
  expect(await system.log.until(() => taken() === quotes.length), 'each bet took its quote');
  note(`${taken()} quotes outlived the decider`);
}

/** Whether a bet was accepted from it. */
const isTaken = ({ system }: Bout, quoteId: string) =>
  system.log.counted.some((of) => of['type'] === 'BetAccepted' && of['quoteId'] === quoteId);

/** A quote that lives is kept, though a new bet beside it is above the limit. */
async function outliveTheLimit(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  const quote = await quoteOn(bout, 3, ttlMs);
  const marketId = load.offer.markets[3]?.marketId;
  const levels = [{ level: 'MARKET', id: marketId, marketLiabilityMax: 1 }];
  await changeLimits(system, { levels, quoteTtlMs: ttlMs });
  const isAbove = async () => (await load.reasonOf(3))?.includes('LIABILITY_EXCEEDED') === true;
  expect(await load.until(isAbove, withinMs), 'a new bet is above the lowered limit');
  const told = await use(bout, 3, quote);
  expect(told.includes('"ACCEPTED"'), `the quote is kept, but ${told.slice(0, 200)}`);
  note('a live quote was kept under a lowered limit');
}

async function suspend(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  const quote = await quoteOn(bout, 4, ttlMs);
  const path = `/v1/markets/${encodeURIComponent(load.offer.markets[4]?.marketId ?? '')}`;
  const body = { reason: 'faults' };
  const suspended = await ask(system, {
    scope: 'trader',
    method: 'POST',
    path: `${path}/suspend`,
    body,
  });
  expect(suspended.status === 201, `suspending is taken, but ${suspended.status}`);
  const isSuspended = async () => (await load.reasonOf(4))?.includes('MARKET_SUSPENDED') === true;
  expect(await load.until(isSuspended, withinMs), 'the market is suspended');
  const told = await use(bout, 4, quote);
  expect(told.includes('MARKET_SUSPENDED'), `no bet where suspended, but ${told.slice(0, 200)}`);
  expect(!isTaken(bout, quote.quoteId), 'the quote is not taken');
  await ask(system, { scope: 'trader', method: 'POST', path: `${path}/resume`, body });
  note('a quote did not open a suspended market');
}

/** It expires while nobody decides; the bet that names it is decided as if it named none. */
async function expire(bout: Bout): Promise<void> {
  const { system, note, expect } = bout;
  const shortMs = 4_000;
  await changeLimits(system, { quoteTtlMs: shortMs });
  const quote = await quoteOn(bout, 5, shortMs);
  await system.app('decider').kill();
  const expired = () =>
    system.log.counted.some(
      (of) => of['type'] === 'QuoteExpired' && of['quoteId'] === quote.quoteId,
    );
  expect(await system.log.until(expired), 'the quote expires in the log');
  await use(bout, 5, quote);
  expect(!isTaken(bout, quote.quoteId), 'an expired quote is taken by nobody');
  note('a quote expired while its decider was dead');
}
