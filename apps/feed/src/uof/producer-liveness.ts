import { limits, type UtcMs } from '@stakelog/contracts';
import type { Statement } from '../fact';
import { maybeInteger } from './unreadable';
import type { XmlElement } from './xml';

/** What has to be asked of the feed after a loss: everything of the product since then. */
export type RecoveryWish = {
  readonly product: string;
  /** Names the recovery; the feed says it again when all is sent. */
  readonly requestId: number;
  /** The last moment at which nothing was missing; null: there was none, or it is too long ago. */
  readonly afterMs: UtcMs | null;
};

/** The life of one producer, by its own word: beats, losses and recoveries (domain.md §2). */
export class ProducerLiveness {
  readonly #product: string;
  #heardAtMs: UtcMs | undefined;
  #isDown = false;
  #requests = 0;

  constructor(product: string) {
    this.#product = product;
  }

  /** A beat. After too long a silence, or where the producer has lost us, with a recovery to ask for. */
  alive(message: XmlElement, atMs: UtcMs): { said: Statement[]; wish?: RecoveryWish } {
    const subscribed = maybeInteger(message, 'subscribed') !== 0;
    const silentMs = atMs - (this.#heardAtMs ?? atMs);
    const beat: Statement = { type: 'ProducerHeartbeat', sourceAtMs: atMs, subscribed };
    const why = subscribed ? `silent for ${silentMs} ms` : 'it has lost our subscription';
    const isLost = !this.#isDown && (!subscribed || silentMs > limits.producerSilenceMsMax);
    const lost = isLost ? this.lost(why, atMs) : { said: [] };
    if (subscribed && !this.#isDown) this.#heardAtMs = atMs;
    return { ...lost, said: [...lost.said, beat] };
  }

  /** Something may be missing: down until everything since the last good moment has come again. */
  lost(reason: string, atMs: UtcMs): { said: Statement[]; wish: RecoveryWish } {
    this.#isDown = true;
    this.#requests += 1;
    const requestId = this.#requests;
    const isRecent =
      this.#heardAtMs !== undefined && atMs - this.#heardAtMs <= limits.uofRecoveryMsMax;
    const afterMs = isRecent ? (this.#heardAtMs ?? null) : null;
    return {
      said: [
        { type: 'ProducerDown', sourceAtMs: atMs, reason },
        { type: 'RecoveryStarted', sourceAtMs: atMs, requestId: String(requestId) },
      ],
      wish: { product: this.#product, requestId, afterMs },
    };
  }

  /** All that was missing has been sent. */
  complete(message: XmlElement, atMs: UtcMs): Statement[] {
    this.#isDown = false;
    this.#heardAtMs = atMs;
    const requestId = message.attributes['request_id'] ?? 'unnamed';
    return [{ type: 'RecoveryCompleted', sourceAtMs: atMs, requestId: requestId.slice(0, 128) }];
  }
}
