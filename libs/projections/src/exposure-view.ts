import type { MarketId, ModelKey, OutcomeId } from '@stakelog/contracts';
import { closedStake, worstCase, type LegExposure } from '@stakelog/domain';
import type { BetView } from './bet-view';
import { eventToken, type PlacedEvent } from './placed-event';
import type { WorkingSet } from './working-set';

/** What open bets of one currency stake on a market, and would win by outcome, in its minor units. */
export type ExposureOfCurrency = {
  readonly stakes: number;
  readonly returns: Readonly<Record<string, number>>;
};

/** A market's exposure in one partition of bet.events. The book's is the sum over all partitions. */
export type ExposureView = {
  readonly marketId: MarketId;
  readonly currencies: Readonly<Record<string, ExposureOfCurrency>>;
  readonly asOf: string;
};

export const exposureKey = (market: string): ModelKey<ExposureView> => `exposure:${market}`;

/** What is left of it: nothing once settled or cashed out whole. */
export function exposedNow(view: BetView | undefined): readonly LegExposure[] {
  if (view === undefined || view.status !== 'OPEN') return [];
  const { exposed, cashedOutBps } = view;
  if (cashedOutBps === 0) return exposed;
  const left = (amount: number) => amount - closedStake(amount, cashedOutBps);
  return exposed.map((share) => ({
    ...share,
    stake: left(share.stake),
    winReturn: left(share.winReturn),
  }));
}

/** Replaces what stands of a bet on its markets. */
export function foldExposure(
  working: WorkingSet,
  before: BetView | undefined,
  after: BetView,
  placed: PlacedEvent,
): void {
  const [was, is] = [exposedNow(before), exposedNow(after)];
  if (was === is) return;
  const move = (sign: 1 | -1) => (share: LegExposure) => {
    const { marketId } = share;
    const key = exposureKey(marketId);
    const view = working.get(key) ?? { marketId, currencies: {}, asOf: '' };
    const { [after.currency]: of = none, ...others } = view.currencies;
    const moved = movedBy(of, share, sign);
    const isNothing = moved.stakes === 0 && Object.keys(moved.returns).length === 0;
    const currencies = isNothing ? others : { ...others, [after.currency]: moved };
    working.put(key, { marketId, currencies, asOf: eventToken(placed) });
    working.touch(key);
  };
  was.forEach(move(-1));
  is.forEach(move(1));
}

const none: ExposureOfCurrency = { stakes: 0, returns: {} };

function movedBy(
  { stakes, returns }: ExposureOfCurrency,
  { outcomeId, stake, winReturn }: LegExposure,
  sign: 1 | -1,
): ExposureOfCurrency {
  const { [outcomeId]: before = 0, ...others } = returns;
  const total = before + sign * winReturn;
  return {
    stakes: stakes + sign * stake,
    returns: total === 0 ? others : { ...others, [outcomeId]: total },
  };
}

/** An outcome's net: what the book loses if it wins, all stakes of the market counted. */
export type OutcomeExposure = {
  readonly outcomeId: OutcomeId;
  readonly returns: number;
  readonly net: number;
};

export type ShownExposure = {
  readonly currency: string;
  readonly stakes: number;
  /** The sum of the largest returns, as many as the market has winners, minus the stakes. */
  readonly worstCase: number;
  readonly outcomes: readonly OutcomeExposure[];
};

/** The exposure of the whole book: the partitions' views summed, by currency. */
export function summedExposure(
  views: readonly ExposureView[],
  numberOfWinners: number,
): readonly ShownExposure[] {
  const sums = new Map<string, { stakes: number; readonly returns: Map<OutcomeId, number> }>();
  for (const { currencies } of views)
    for (const [currency, { stakes, returns }] of Object.entries(currencies)) {
      const sum = sums.get(currency) ?? { stakes: 0, returns: new Map<OutcomeId, number>() };
      sums.set(currency, sum);
      sum.stakes += stakes;
      for (const [id, amount] of Object.entries(returns)) {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the fold above wrote the name
        const outcome = id as OutcomeId;
        sum.returns.set(outcome, (sum.returns.get(outcome) ?? 0) + amount);
      }
    }
  return [...sums]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, { stakes, returns }]) => ({
      currency,
      stakes,
      worstCase: worstCase({ stakes, returns }, numberOfWinners),
      outcomes: [...returns].map(([outcomeId, amount]) => ({
        outcomeId,
        returns: amount,
        net: amount - stakes,
      })),
    }));
}
