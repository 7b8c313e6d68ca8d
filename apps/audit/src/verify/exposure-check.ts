import {
  type BetAccepted,
  type BetCashedOut,
  type BetQuoted,
  type BetReopened,
  type BetSettled,
  type LimitPolicyChanged,
  type MarketId,
} from '@stakelog/contracts';
import {
  legExposures,
  legScheme,
  worstCase,
  type LegExposure,
  type Market,
  type MarketTable,
} from '@stakelog/domain';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck } from './batch-check';
import { BetNumbers } from './bet-numbers';

const none: readonly never[] = [];

type Exposure = { stakes: number; readonly returns: Map<LegExposure['outcomeId'], number> };

/**
 * I17: what open bets and live quotes put on a market is summed from the events, and no acceptance or quote takes the
 * worst case of a partition above its share in force. What a lowered limit leaves above it is no breach. The shares of
 * a multiple's legs are the domain's (domain.md §10); sums, limits and quotas are worked out here.
 */
export function exposureCheck(
  partition: number,
  partitions: number,
  exposures = new Exposures(),
): BatchCheck {
  return {
    take({ batch: { records, opening }, table }, report) {
      const bets = exposures.numbers.in(records);
      for (const [at, { event, offset }] of records.entries())
        for (const { marketId } of exposures.take(event, table, bets[at])) {
          const market = table.markets.get(marketId);
          if (market === undefined) continue;
          const most = quotaInForce(table, market, opening.decidedAtMs, partition, partitions);
          const winners = market.definition?.numberOfWinners ?? 1;
          const worst = exposures.worst(marketId, winners);
          if (worst > most && worst > exposures.worstWithoutNewest(marketId, winners))
            report(
              'exposure',
              offset,
              `${event.type} takes ${marketId} to ${worst}, above its share ${most}`,
            );
        }
    },
  };
}

/** What a bet or a quote puts on its markets. */
type Standing = {
  /** While nothing of it is cashed out. */
  readonly whole: readonly LegExposure[];
  /** Ten-thousandths. */
  cashedBps: number;
  now: readonly LegExposure[];
};

/** What open bets and live quotes put on each market, summed from the events. */
export class Exposures {
  readonly #markets = new Map<MarketId, Exposure>();
  readonly #currencies = new Map<string, string>();
  /** Of bets, by number. */
  readonly #ofBets: (Standing | undefined)[] = [];
  readonly #ofQuotes = new Map<string, Standing>();
  #newest: readonly LegExposure[] = [];

  constructor(readonly numbers = new BetNumbers()) {}

  /** Folds an event; what a new acceptance or quote puts on its markets. */
  take(
    event: DecisionEvent,
    table: MarketTable,
    bet = this.numbers.of(event),
  ): readonly LegExposure[] {
    const { type } = event;
    if (type === 'BetAccepted') return this.#accepted(event, bet, table);
    if (type === 'BetQuoted') return this.#quoted(event, table);
    if (type === 'AccountOpened') this.#currencies.set(event.accountId, event.currency);
    else if (type === 'QuoteExpired') this.#end(event.quoteId);
    else if (type === 'BetSettled' || type === 'BetReopened' || type === 'BetCashedOut')
      this.#change(event, bet);
    return none;
  }

  /** To be summed again, on other facts. */
  clear(): void {
    for (const known of [this.#markets, this.#currencies, this.#ofQuotes]) known.clear();
    this.#ofBets.length = 0;
  }

  get markets(): Iterable<MarketId> {
    return this.#markets.keys();
  }

  on(marketId: MarketId): Exposure | undefined {
    return this.#markets.get(marketId);
  }

  worst(marketId: MarketId, winners: number): number {
    return worstCase(this.#markets.get(marketId) ?? nothing(), winners);
  }

  /** What it would be without the newest bet or quote: asked for only where the share is passed. */
  worstWithoutNewest(marketId: MarketId, winners: number): number {
    for (const share of this.#newest) this.#add(share, -1);
    const worst = this.worst(marketId, winners);
    for (const share of this.#newest) this.#add(share, 1);
    return worst;
  }

  #change(event: BetSettled | BetReopened | BetCashedOut, bet: number): void {
    const standing = this.#ofBets[bet];
    if (standing === undefined) return;
    if (event.type === 'BetCashedOut') standing.cashedBps = event.toShareBps;
    this.#put(standing, event.type === 'BetSettled' ? [] : remaining(standing));
  }

  #end(quoteId: string): void {
    const standing = this.#ofQuotes.get(quoteId);
    if (standing !== undefined) this.#put(standing, []);
    this.#ofQuotes.delete(quoteId);
  }

  #open(whole: readonly LegExposure[]): Standing {
    const standing: Standing = { whole, cashedBps: 0, now: none };
    this.#put(standing, whole);
    this.#newest = whole;
    return standing;
  }

  #put(standing: Standing, shares: readonly LegExposure[]): void {
    for (const share of standing.now) this.#add(share, -1);
    for (const share of shares) this.#add(share, 1);
    standing.now = shares;
  }

  #accepted(accepted: BetAccepted, bet: number, table: MarketTable): readonly LegExposure[] {
    const { legs, stake, potentialReturn, quoteId } = accepted;
    if (quoteId !== null) this.#end(quoteId);
    const whole = this.#inBase(accepted, table, stake, potentialReturn);
    const shares = legExposures(accepted, legs, whole);
    this.#ofBets[bet] = this.#open(shares);
    // What a reserved quote promised was held to the quota when it was made.
    return quoteId === null ? shares : none;
  }

  #quoted(quoted: BetQuoted, table: MarketTable): readonly LegExposure[] {
    const { command, bets, quoteId } = quoted;
    if (command?.type !== 'QuoteBets') return none;
    const shares = command.bets.flatMap((ticket, index) => {
      const bet = bets[index];
      if (bet === undefined) return [];
      const { legs, scheme } = legScheme(ticket);
      const exposed = legs.flatMap((selection, leg) => {
        const of = command.selections[selection];
        const odds = bet.odds[leg];
        return of === undefined || odds === undefined ? [] : [{ ...of, odds }];
      });
      const potentialReturn = bet.liability.reduce<number>((sum, part) => sum + part, bet.stake);
      return legExposures(scheme, exposed, this.#inBase(quoted, table, bet.stake, potentialReturn));
    });
    this.#ofQuotes.set(quoteId, this.#open(shares));
    return shares;
  }

  /** At the rates of the policy that it was decided with. */
  #inBase(
    { accountId, policyVersion }: Pick<BetAccepted, 'accountId' | 'policyVersion'>,
    table: MarketTable,
    stake: number,
    potentialReturn: number,
  ) {
    const policy = table.policies.get(policyVersion);
    const currency = this.#currencies.get(accountId) ?? '';
    return {
      stake: inBase(stake, currency, policy),
      winReturn: inBase(potentialReturn, currency, policy),
    };
  }

  #add({ marketId, outcomeId, stake, winReturn }: LegExposure, sign: 1 | -1): void {
    let exposure = this.#markets.get(marketId);
    if (exposure === undefined) this.#markets.set(marketId, (exposure = nothing()));
    const { returns } = exposure;
    exposure.stakes += sign * stake;
    const total = (returns.get(outcomeId) ?? 0) + sign * winReturn;
    if (total === 0) returns.delete(outcomeId);
    else returns.set(outcomeId, total);
    if (returns.size === 0 && exposure.stakes === 0) this.#markets.delete(marketId);
  }
}

const nothing = (): Exposure => ({ stakes: 0, returns: new Map() });

/** What is not cashed out. */
function remaining({ whole, cashedBps }: Standing): readonly LegExposure[] {
  if (cashedBps === 0) return whole;
  if (cashedBps === 10_000) return [];
  return whole.map((share) => ({
    ...share,
    stake: left(share.stake, cashedBps),
    winReturn: left(share.winReturn, cashedBps),
  }));
}

const left = (amount: number, cashedBps: number): number =>
  amount - Number((BigInt(amount) * BigInt(cashedBps)) / 10_000n);

/** Rounded up; without a rate as it is. */
function inBase(amount: number, currency: string, policy: LimitPolicyChanged | undefined): number {
  if (policy === undefined || currency === policy.baseCurrency) return amount;
  const rate = policy.rates.find((known) => known.currency === currency)?.rate;
  if (rate === undefined) return amount;
  const num = BigInt(rate.num);
  return Number((BigInt(amount) * BigInt(rate.den) + num - 1n) / num);
}

/** The least share of the policies that are not yet replaced: raised ones count from their time on. */
function quotaInForce(
  table: MarketTable,
  market: Market,
  nowMs: number,
  partition: number,
  partitions: number,
): number {
  let least = Infinity;
  const newestFirst = [...table.policies.values()].toReversed();
  for (const policy of newestFirst) {
    least = Math.min(least, shareOf(policy, table, market, partition, partitions));
    if (policy.effectiveAtMs <= nowMs) break;
  }
  return least;
}

function shareOf(
  { levels, quotas }: LimitPolicyChanged,
  table: MarketTable,
  market: Market,
  partition: number,
  partitions: number,
): number {
  const explicit = quotas.find(({ marketId }) => marketId === market.marketId);
  if (explicit !== undefined) return explicit.shares[partition] ?? 0;
  const names = {
    GLOBAL: null,
    SPORT: table.fixtureOf(market)?.sport ?? '',
    MARKET_TYPE: market.definition?.marketType ?? '',
    MARKET: market.marketId,
  };
  let limit = Number.MAX_SAFE_INTEGER;
  for (const { level, id, marketLiabilityMax } of levels)
    if (marketLiabilityMax !== null && (level === 'GLOBAL' || names[level] === id))
      limit = Math.min(limit, marketLiabilityMax);
  return Math.floor(limit / partitions) + (partition < limit % partitions ? 1 : 0);
}
