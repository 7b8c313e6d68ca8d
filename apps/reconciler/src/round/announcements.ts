import { limits, type ConservationChecked } from '@stakelog/contracts';
import type { Appender, Codec } from '@stakelog/kafka';
import type { Clock, Logger } from '@stakelog/runtime';
import type { RoundResult } from './round';

/**
 * Appends what a round found: when the verdict changes, when something is withdrawn, and once a minute, so that
 * the topic stays small. Nothing waits for it, and a topic that is away costs the event.
 */
export class Announcements {
  #verdict: RoundResult['verdict'] | undefined;
  #toldAtMs = -Infinity;
  #appending: Promise<void> | undefined;

  constructor(
    private readonly appender: Appender,
    private readonly codec: Codec,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  take(result: RoundResult): void {
    const nowMs = this.clock.monotonicMs();
    const isDue = nowMs - this.#toldAtMs >= limits.reconciliationEventMs;
    const isNews = result.verdict !== this.#verdict || result.withdrawn.length > 0;
    if ((!isDue && !isNews) || this.#appending !== undefined) return;
    this.#appending = this.#append(result).finally(() => (this.#appending = undefined));
    this.#verdict = result.verdict;
    this.#toldAtMs = nowMs;
  }

  async close(): Promise<void> {
    await this.#appending;
    await this.appender.close();
  }

  async #append(result: RoundResult): Promise<void> {
    const event = conservationChecked(result, this.clock);
    try {
      const value = this.codec.encode('audit.events', event);
      const appended = await this.appender.append(0, [{ key: 'conservation', value }]);
      if (appended.status === 'appended') return;
      this.logger.warn({ code: 'reconciler.untold', cause: appended.cause }, 'no event appended');
    } catch (err) {
      this.logger.warn({ code: 'reconciler.untold', err }, 'no event appended');
    }
  }
}

const TEXT_LENGTH_MAX = 1_000;

export function conservationChecked(result: RoundResult, clock: Clock): ConservationChecked {
  const { round, verdict, comparisons, ledger, confirmed, withdrawn } = result;
  return {
    type: 'ConservationChecked',
    round,
    checkedAtMs: clock.nowMs(),
    verdict,
    positions: comparisons.flatMap(({ copy, topic, partition, nextOffset }) =>
      nextOffset === undefined ? [] : [{ copy, topic, partition, nextOffset }],
    ),
    events: ledger.events,
    sums: ledger.sums.map(({ currency, code, amount }) => ({
      currency,
      code,
      amount: String(amount),
    })),
    differences: confirmed.map(({ copy, where, held, expected, at }) => ({
      copy,
      where,
      held: held?.slice(0, TEXT_LENGTH_MAX) ?? null,
      expected: expected?.slice(0, TEXT_LENGTH_MAX) ?? null,
      at,
    })),
    withdrawn,
  };
}
