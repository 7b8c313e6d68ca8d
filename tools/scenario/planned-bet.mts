import type { Chance } from './chance.mts';
import type { OfferSeen } from './offer-seen.mts';
import type { RecordedStream } from './recorded-stream.mts';

/** Which bet, and where: its price is chosen when its place is reached. */
export type PlannedBet = {
  readonly index: number;
  readonly key: string;
  /** Index of the account. */
  readonly account: number;
  /** Sent once a fact of this line of the file was adopted. */
  readonly line: number;
  /** Sent a second time after its answer. */
  readonly repeated: boolean;
};

export type Ticket = {
  readonly channel: string;
  readonly selections: readonly {
    readonly marketId: string;
    readonly outcomeId: string;
    readonly odds: number;
    readonly marketVersion?: number;
  }[];
  readonly bets: readonly object[];
  readonly priceChange: object;
};

/**
 * N bets over the file: every other one at even distances over its lines, where most facts are while a match is in
 * play, the rest at even distances over its time, where a market trades for hours.
 */
export function planBets(
  count: number,
  accounts: number,
  stream: RecordedStream,
  random: Chance,
): readonly PlannedBet[] {
  const plan = Array.from({ length: count }, (_, index) => ({
    index,
    key: `bet-${index}`,
    account: random.below(accounts),
    line: placeOf((index + 0.5) / count, index % 2 === 0, stream),
    repeated: random.percent(10),
  }));
  return plan.toSorted((left, right) => left.line - right.line);
}

/** The line at this share of the file. */
function placeOf(share: number, byTime: boolean, stream: RecordedStream): number {
  const { lines, firstMs, lastMs, timesMs } = stream;
  if (!byTime) return Math.max(1, Math.floor(share * lines));
  const atMs = firstMs + share * (lastMs - firstMs);
  return Math.max(1, timesMs.findLastIndex((timeMs) => timeMs <= atMs) + 1);
}

const policies = [
  { policy: 'NONE' },
  { policy: 'BETTER' },
  { policy: 'ANY' },
  { policy: 'TOLERANCE', toleranceBps: 300 },
] as const;

/** A win single on what is offered now; some at an older price or a version that has passed, on purpose. */
export function ticketFor(random: Chance, stream: RecordedStream, seen: OfferSeen): Ticket {
  const marketId = random.pick([...stream.markets.keys()]) ?? 'bf:none';
  const market = seen.markets.get(marketId);
  const named = [...(stream.markets.get(marketId)?.moments.at(-1)?.runners.keys() ?? [])];
  const outcomeId = random.pick([...(market?.prices.keys() ?? [])]) ?? random.pick(named) ?? 'none';
  const current = market?.prices.get(outcomeId) ?? 20_000;
  const odds = random.percent(15) ? (market?.earlier.get(outcomeId) ?? current) : current;
  const version = market?.version ?? 0;
  const versioned = random.percent(50)
    ? { marketVersion: random.percent(10) ? Math.max(0, version - 1) : version }
    : {};
  return {
    channel: 'scenario',
    selections: [{ marketId, outcomeId, odds, ...versioned }],
    bets: [{ positions: [{ selections: [0] }], stake: 50 + random.below(2_000), lines: 1 }],
    priceChange: random.pick(policies) ?? policies[0],
  };
}
