import { limits } from '@stakelog/contracts';
import type { Clock, Logger } from '@stakelog/runtime';
import type { FactWriter } from './fact-writer';
import { FeedError } from './feed-error';

/** Keeps the producers up for whom this process speaks: replays, and whoever posted a moment ago. */
export class Heartbeats {
  /** By producer: the monotonic time until which its last post keeps it up. */
  readonly #posted = new Map<string, number>();
  /** Producers whose last heartbeat has not landed yet. */
  readonly #pending = new Set<string>();
  #cancel: () => void = () => undefined;
  #count = 0;

  constructor(
    private readonly writer: FactWriter,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly speaking: () => readonly string[],
  ) {}

  start(intervalMs: number): void {
    this.#cancel = this.clock.after(intervalMs, () => this.start(intervalMs));
    this.beat();
  }

  stop(): void {
    this.#cancel();
  }

  /** An HTTP producer is heard of by its posts. */
  posted(producerId: string): void {
    this.#posted.set(producerId, this.clock.monotonicMs() + limits.heartbeatAfterPostMs);
  }

  beat(): void {
    const nowMs = this.clock.monotonicMs();
    for (const [producer, untilMs] of this.#posted)
      if (untilMs < nowMs) this.#posted.delete(producer);
    for (const producer of new Set([...this.speaking(), ...this.#posted.keys()]))
      if (this.writer.holds(producer) && !this.#pending.has(producer)) this.#beat(producer);
  }

  /** While one is still on its way another would say nothing more. */
  #beat(producerId: string): void {
    this.#pending.add(producerId);
    this.#count += 1;
    const sourceId = `heartbeat:${this.writer.session(producerId)}:${this.#count}`;
    const sourceAtMs = this.clock.nowMs();
    const alive = { type: 'ProducerHeartbeat', subscribed: true } as const;
    this.writer.broadcast({ ...alive, producerId, sourceId, sourceAtMs }).then(
      () => this.#pending.delete(producerId),
      (error: unknown) => {
        this.#pending.delete(producerId);
        if (!(error instanceof FeedError))
          this.logger.error({ code: 'feed.heartbeat-failed', err: error }, 'no heartbeat');
      },
    );
  }
}
