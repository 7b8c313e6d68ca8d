import {
  utcMs,
  type MarketId,
  type RunnerReinstated,
  type RunnerWithdrawn,
  type UtcMs,
} from '@stakelog/contracts';
import type { MarketDefinition, RunnerDefinition } from './message';
import { runnerKey } from './runner-key';

type Source = 'producerId' | 'session' | 'sourceId' | 'receivedAtMs';
type RunnerChange = Omit<RunnerWithdrawn, Source> | Omit<RunnerReinstated, Source>;

/**
 * Runners that left or came back while the market lives. One that is missing only from the closed
 * market is void by its result.
 */
export function runnerChanges(
  marketId: MarketId,
  before: MarketDefinition,
  now: MarketDefinition,
  atMs: UtcMs,
): RunnerChange[] {
  if (now.status === 'CLOSED') return [];
  const statuses = new Map(
    before.runners.map((runner) => [runnerKey(runner, before.bettingType), runner.status]),
  );
  return now.runners.flatMap((runner): RunnerChange[] => {
    const outcomeId = runnerKey(runner, now.bettingType);
    const was = statuses.get(outcomeId);
    const said = { sourceAtMs: atMs, marketId, outcomeId, marketVersion: now.version };
    if (was === 'ACTIVE' && runner.status === 'REMOVED')
      return [{ type: 'RunnerWithdrawn', ...said, ...withdrawal(runner, atMs) }];
    if (was === 'REMOVED' && runner.status === 'ACTIVE')
      return [{ type: 'RunnerReinstated', ...said }];
    return [];
  });
}

/** The adjustment factor is in per cent: 22.12 → 221 200 ppm. */
const withdrawal = ({ removalDate, adjustmentFactor }: RunnerDefinition, atMs: UtcMs) => ({
  removedAtMs: utcMs(removalDate ?? atMs),
  deductionPpm: Math.round((adjustmentFactor ?? 0) * 10_000),
});
