import { limits, topics } from '@stakelog/contracts';
import { utcText } from '../rows/tables';
import { GatheredMoves } from './gathered-moves';
import { persist } from './insert-rows';
import type { RecordingParts } from './recording-parts';
import type { TopicRecorder } from './topic-recorder';

/** Records all topics in turn, every second or as soon as a batch is full. */
export class Recorder {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #full = Promise.withResolvers<void>();
  readonly #moves: GatheredMoves;

  constructor(
    private readonly parts: RecordingParts,
    private readonly topicRecorders: readonly TopicRecorder[],
  ) {
    this.#moves = new GatheredMoves(parts, topicRecorders);
  }

  /** Resolves when reading has begun in every topic. `onError` is told once, and nothing goes on. */
  async start(onError: (error: unknown) => void): Promise<void> {
    for (const recorder of this.topicRecorders) {
      await recorder.start(topics[recorder.topic].partitions, onError);
      recorder.onFull(() => this.#full.resolve());
    }
    this.#running = this.#run().catch(onError);
  }

  /** Everything that was read is recorded; then the readers end. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    for (const recorder of this.topicRecorders) await recorder.close();
  }

  async #run(): Promise<void> {
    const { clock } = this.parts;
    while (!this.#stop.signal.aborted) {
      const pause = clock.sleep(limits.recorderFlushMs, this.#stop.signal);
      await Promise.race([pause.catch(() => undefined), this.#full.promise]);
      this.#full = Promise.withResolvers<void>();
      for (const recorder of this.topicRecorders) await recorder.flush();
      await this.#moves.gather();
      await this.#observe();
    }
  }

  /** What v_freshness shows. The table lives in memory, so nothing of it has to be exact. */
  async #observe(): Promise<void> {
    const observedAt = utcText(this.parts.clock.nowMs());
    const rows = this.topicRecorders.flatMap((recorder) =>
      recorder.recordedTo().map(({ partition, recordedNext, endNext, appendedAtMs }) => ({
        topic: recorder.topic,
        partition,
        recorded_next: recordedNext,
        end_next: endNext,
        recorded_at: utcText(appendedAtMs),
        observed_at: observedAt,
      })),
    );
    const token = `freshness/${observedAt.replace(' ', '/')}`;
    await persist(this.parts, () => this.parts.store.insert('freshness', rows, token));
  }
}
