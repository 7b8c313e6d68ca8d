import { limits } from '@stakelog/contracts';
import { assertEnd } from './intents';
import type { RecordedBatch } from './recorded-batch';
import type { RecordingParts } from './recording-parts';

/**
 * How long a batch may be inserted without asking whether its intent is still the last of its chain. A recorder
 * that was frozen must not insert into a range that another one has removed since and records again.
 */
export class Standing {
  #askedAtMs: number;

  /** `askedAtMs`: a moment, of the monotonic clock, before the store said that the intent stands. */
  constructor(
    private readonly parts: RecordingParts,
    private readonly batch: RecordedBatch,
    askedAtMs: number,
  ) {
    this.#askedAtMs = askedAtMs;
  }

  /** Throws where another recorder goes on. */
  async renew(): Promise<void> {
    const nowMs = this.parts.clock.monotonicMs();
    if (nowMs - this.#askedAtMs < limits.recorderStandingMs) return;
    const { chain, number } = this.batch;
    const end = { generation: chain.generation, batch: number };
    await assertEnd(this.parts, chain.topic, chain.owner, end);
    this.#askedAtMs = nowMs;
  }
}
