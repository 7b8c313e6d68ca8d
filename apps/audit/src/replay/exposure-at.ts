import { marketId as asMarketId, positionToken, type OutcomeId } from '@stakelog/contracts';
import { isExposed, worstCase } from '@stakelog/domain';
import type { Recording } from '../walk/partition-walk';
import type { Point } from './point';
import { stateAt } from './state-at';

/** What stands on one market in one partition. In minor units of the base currency. */
export type ExposureAt = {
  readonly partition: number;
  readonly position: string;
  readonly stakes: number;
  /** What each outcome's win would pay. */
  readonly returns: Readonly<Record<string, number>>;
  /** What the book loses at worst; negative while it cannot lose. */
  readonly worstCase: number;
  /** Its open bets and the reserved quotes that live. */
  readonly bets: number;
  readonly quotes: number;
};

/** The exposure of a market in one partition at a point. */
export async function exposureAt(
  recording: Recording,
  market: string,
  partition: number,
  point: Point,
): Promise<ExposureAt> {
  const { state } = await stateAt(recording, partition, point);
  const id = asMarketId(market);
  const exposure = state.exposure.get(id) ?? { stakes: 0, returns: new Map<OutcomeId, number>() };
  const winners = state.table.markets.get(id)?.definition?.numberOfWinners ?? 1;
  const stands = (on: readonly { readonly marketId: string }[]) =>
    on.some(({ marketId }) => marketId === market);
  return {
    partition,
    position: positionToken({ topic: 'bet.events', partition, offset: state.nextOffset }),
    stakes: exposure.stakes,
    returns: Object.fromEntries(exposure.returns),
    worstCase: worstCase(exposure, winners),
    bets: [...(state.betsByMarket.get(id) ?? [])].filter((place) => isExposed(state.bets.at(place)))
      .length,
    quotes: [...state.quotes.values()].filter(({ exposed }) => stands(exposed)).length,
  };
}

/** Partitions together: stakes and returns add up; the worst case of the sum is at most the sum of the worst cases. */
export function exposureSum(parts: readonly ExposureAt[]) {
  const returns: Record<string, number> = {};
  for (const part of parts)
    for (const [outcome, amount] of Object.entries(part.returns))
      returns[outcome] = (returns[outcome] ?? 0) + amount;
  const sum = (of: (part: ExposureAt) => number) => parts.reduce((all, part) => all + of(part), 0);
  return {
    stakes: sum(({ stakes }) => stakes),
    returns,
    bets: sum(({ bets }) => bets),
    quotes: sum(({ quotes }) => quotes),
    worstCases: sum((part) => Math.max(0, part.worstCase)),
  };
}
