import { positionToken, type BetAccepted, type Leg, type MarketDefined } from '@stakelog/contracts';
import { lineSide, type MarketTable } from '@stakelog/domain';
import { walkPartition, type Recording } from '../walk/partition-walk';
import type { LegInputs } from './leg-factors';
import type { Deduction } from './leg-odds';

/** What the facts adopted by a batch said about a leg, beside the one that decided it. */
export type LegInForce = {
  readonly definition: MarketDefined | undefined;
  readonly side: LegInputs['side'];
  /** Withdrawals of other outcomes after the bet was accepted. */
  readonly deductions: readonly Deduction[];
};

/** For each batch, by its offset, what was in force for the legs of the bet. */
export async function factsInForce(
  recording: Recording,
  partition: number,
  accepted: BetAccepted,
  batchOffsets: ReadonlySet<number>,
): Promise<ReadonlyMap<number, readonly LegInForce[]>> {
  const inForce = new Map<number, readonly LegInForce[]>();
  if (batchOffsets.size === 0) return inForce;
  for await (const step of walkPartition(recording, partition)) {
    if (step.status !== 'batch' || !batchOffsets.has(step.batch.baseOffset)) continue;
    const legs = accepted.legs.map((leg) => legInForce(step.table, accepted.acceptedAtMs, leg));
    inForce.set(step.batch.baseOffset, legs);
    if (inForce.size === batchOffsets.size) break;
  }
  return inForce;
}

function legInForce(table: MarketTable, acceptedAtMs: number, leg: Leg): LegInForce {
  const market = table.markets.get(leg.marketId);
  if (market === undefined) return { definition: undefined, side: undefined, deductions: [] };
  const { definition, withdrawals } = market;
  const outcome = definition?.outcomes.find(({ outcomeId }) => outcomeId === leg.outcomeId);
  const competitors = table.fixtureOf(market)?.competitors ?? [];
  const deductions = [...withdrawals]
    .filter(([id, { removedAtMs }]) => id !== leg.outcomeId && acceptedAtMs < removedAtMs)
    .map(([outcomeId, { deductionPpm, at }]) => ({
      outcomeId,
      deductionPpm,
      at: positionToken({ topic: 'odds.events', ...at }),
    }));
  const side = outcome === undefined ? undefined : lineSide(outcome, competitors);
  return { definition, side, deductions };
}
