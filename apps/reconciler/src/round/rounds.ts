import { limits } from '@stakelog/contracts';
import { betShards, oddsShards } from '@stakelog/redis';
import type { Clock, Logger } from '@stakelog/runtime';
import type { RedisCopy } from '../copies/redis-copy';
import type { Round, RoundResult } from './round';

export type RoundsParts = {
  readonly round: Round;
  readonly redis: RedisCopy;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onResult: (result: RoundResult, tookMs: number) => void;
};

/** Round after round until the signal. A suspicion is looked into soon. */
export async function rounds(parts: RoundsParts, stop: AbortSignal): Promise<void> {
  const { round, redis, clock, logger, onResult } = parts;
  while (!stop.aborted) {
    const startedAtMs = clock.monotonicMs();
    const result = await round.once();
    if (stop.aborted) return;
    onResult(result, clock.monotonicMs() - startedAtMs);
    logResult(logger, result);
    await redis
      .tidy([...betShards, ...oddsShards])
      .catch((err: unknown) => logger.warn({ code: 'reconciler.untidy', err }, 'not removed'));
    const pauseMs = round.suspects ? limits.reconciliationRecheckMs : limits.reconciliationRoundMs;
    await clock.sleep(pauseMs, stop).catch(() => undefined);
  }
}

const LOGGED_MAX = 10;

function logResult(logger: Logger, { round, verdict, confirmed, withdrawn }: RoundResult): void {
  logger.debug({ code: 'reconciler.round', round, verdict }, 'compared');
  for (const { copy, where, held, expected, at } of confirmed.slice(0, LOGGED_MAX))
    logger.error(
      { code: 'reconciler.difference', copy, where, held, expected, at },
      'a copy differs from the log',
    );
  for (const model of withdrawn)
    logger.error({ code: 'reconciler.withdrawn', model }, 'a read model was taken out of service');
}
