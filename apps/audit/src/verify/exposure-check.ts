import {
  betId,
  type BetAccepted,
  type BetQuoted,
  type LimitPolicyChanged,
  type MarketId,
} from '@stakelog/contracts';
import {
  legExposures,
  legScheme,
  schemeOf,
  worstCase,
  type LegExposure,
  type Market,
  type MarketTable,
} from '@stakelog/domain';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck } from './batch-check';

type Exposure = { stakes: number; readonly returns: Map<LegExposure['outcomeId'], number> };

/**
 * I17: what open bets and live quotes put on a market is summed from the events, and no acceptance or quote takes the
 * worst case of a partition above its share in force. What a lowered limit leaves above it is no breach. The shares of
 * a multiple's legs are the domain's (domain.md §10); sums, limits and quotas are worked out here.
 */
export function exposureCheck(partition: number, partitions: number): BatchCheck {
  const exposures = new Exposures();
  return {
    take({ batch: { records, opening }, table }, report) {
      for (const { event, offset } of records)
        for (const marketId of exposures.take(event, table)) {
          const market = table.markets.get(marketId);
          if (market === undefined) continue;
          const most = quotaInForce(table, market, opening.decidedAtMs, partition, partitions);
          const worst = exposures.worst(marketId, market.definition?.numberOfWinners ?? 1);
          if (worst.now > most && worst.now > worst.before)
            report(
              'exposure',
              offset,
              `${event.type} takes ${marketId} to ${worst.now}, above its share ${most}`,
            );
        }
    },
  };
}

class Exposures {
  readonly #markets = new Map<MarketId, Exposure>();
  readonly #currencies = new Map<string, string>();
  /** What bets and quotes put on their markets while nothing of them is cashed out. */
  readonly #whole = new Map<string, readonly LegExposure[]>();
  /** What of it stands now. */
  readonly #stands = new Map<string, readonly LegExposure[]>();
  readonly #cashed = new Map<string, number>();
  /** The worst cases before the newest event, where it was asked for. */
  readonly #before = new Map<MarketId, Exposure>();

  /** Folds an event; the markets that an acceptance or a quote stands on. */
  take(event: DecisionEvent, table: MarketTable): readonly MarketId[] {
    if (event.type === 'BetAccepted') return this.#accepted(event, table);
    if (event.type === 'BetQuoted') return this.#quoted(event, table);
    if (event.type === 'AccountOpened') this.#currencies.set(event.accountId, event.currency);
    else if (event.type === 'QuoteExpired') this.#end(event.quoteId);
    else if (event.type === 'BetSettled') this.#put(betId(event.ticketId, event.bet), []);
    else if (event.type === 'BetReopened') this.#expose(betId(event.ticketId, event.bet));
    else if (event.type === 'BetCashedOut') {
      this.#cashed.set(betId(event.ticketId, event.bet), event.toShareBps);
      this.#expose(betId(event.ticketId, event.bet));
    }
    return [];
  }

  #end(quoteId: string): void {
    this.#put(quoteId, []);
    this.#whole.delete(quoteId);
  }

  worst(marketId: MarketId, winners: number) {
    const now = this.#markets.get(marketId) ?? nothing();
    const before = this.#before.get(marketId) ?? nothing();
    return { now: worstCase(now, winners), before: worstCase(before, winners) };
  }

  #accepted(accepted: BetAccepted, table: MarketTable): readonly MarketId[] {
    const { legs, stake, potentialReturn, quoteId } = accepted;
    const id = betId(accepted.ticketId, accepted.bet);
    const whole = this.#inBase(accepted, table, stake, potentialReturn);
    this.#remember(legs.map(({ marketId }) => marketId));
    this.#whole.set(id, legExposures(schemeOf(accepted, legs.length), legs, whole));
    if (quoteId !== null) this.#end(quoteId);
    this.#expose(id);
    // What a reserved quote promised was held to the quota when it was made.
    return quoteId === null ? legs.map(({ marketId }) => marketId) : [];
  }

  #quoted(quoted: BetQuoted, table: MarketTable): readonly MarketId[] {
    const { command, bets, quoteId } = quoted;
    if (command?.type !== 'QuoteBets') return [];
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
    const markets = shares.map(({ marketId }) => marketId);
    this.#remember(markets);
    this.#whole.set(quoteId, shares);
    this.#expose(quoteId);
    return markets;
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

  #remember(markets: readonly MarketId[]): void {
    this.#before.clear();
    for (const id of markets) {
      const { stakes, returns } = this.#markets.get(id) ?? nothing();
      this.#before.set(id, { stakes, returns: new Map(returns) });
    }
  }

  /** What is not cashed out of it stands. */
  #expose(id: string): void {
    const cashed = this.#cashed.get(id) ?? 0;
    const whole = this.#whole.get(id) ?? [];
    if (cashed === 0) this.#put(id, whole);
    else if (cashed === 10_000) this.#put(id, []);
    else
      this.#put(
        id,
        whole.map((share) => ({
          ...share,
          stake: left(share.stake, cashed),
          winReturn: left(share.winReturn, cashed),
        })),
      );
  }

  #put(id: string, shares: readonly LegExposure[]): void {
    for (const share of this.#stands.get(id) ?? []) this.#add(share, -1);
    for (const share of shares) this.#add(share, 1);
    if (shares.length === 0) this.#stands.delete(id);
    else this.#stands.set(id, shares);
  }

  #add({ marketId, outcomeId, stake, winReturn }: LegExposure, sign: 1 | -1): void {
    const exposure = this.#markets.get(marketId) ?? nothing();
    exposure.stakes += sign * stake;
    const total = (exposure.returns.get(outcomeId) ?? 0) + sign * winReturn;
    if (total === 0) exposure.returns.delete(outcomeId);
    else exposure.returns.set(outcomeId, total);
    if (exposure.returns.size === 0 && exposure.stakes === 0) this.#markets.delete(marketId);
    else this.#markets.set(marketId, exposure);
  }
}

const nothing = (): Exposure => ({ stakes: 0, returns: new Map() });

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
  const set = levels.flatMap(({ level, id, marketLiabilityMax }) =>
    marketLiabilityMax !== null && (level === 'GLOBAL' || names[level] === id)
      ? [marketLiabilityMax]
      : [],
  );
  const limit = Math.min(Number.MAX_SAFE_INTEGER, ...set);
  return Math.floor(limit / partitions) + (partition < limit % partitions ? 1 : 0);
}
