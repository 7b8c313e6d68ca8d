import { limits } from '@stakelog/contracts';
import { persist } from './insert-rows';
import type { RecordingParts } from './recording-parts';
import type { TopicRecorder } from './topic-recorder';

/** Writes every so often what moved bets' money beside the bets' terms, for the questions that would join all of both. */
export class GatheredMoves {
  readonly #events: TopicRecorder | undefined;
  #nextAtMs = 0;

  constructor(
    private readonly parts: RecordingParts,
    topicRecorders: readonly TopicRecorder[],
  ) {
    this.#events = topicRecorders.find(({ topic }) => topic === 'bet.events');
  }

  /** Between two batches, so that what is gathered is recorded as a whole. Throws where another recorder goes on. */
  async gather(): Promise<void> {
    const { clock, store, watch } = this.parts;
    if (this.#events === undefined || clock.monotonicMs() < this.#nextAtMs) return;
    const events = this.#events;
    const left = await persist(this.parts, async () => {
      await events.assertNewest();
      return store.gatherMoves(events.owner);
    });
    watch.gathered(left);
    if (left === 0) this.#nextAtMs = clock.monotonicMs() + limits.movesGatherMs;
  }
}
