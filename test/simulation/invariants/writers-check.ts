import { limits, type BetEvent, type EpochOpened } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { Judged } from './reference-fence';

/** Clocks of processes that run by so much too fast are healthy. */
const RATE_TOLERANCE = 0.98;

/**
 * I9 and I10 of one partition: who opens epochs over whom, and whether a writer goes on behind an append of its own
 * that does not follow its last one.
 */
export class WritersCheck {
  readonly #world: World;
  readonly #partition: number;
  /** By writer: the offset after its last record, and whether that record stood where it had to. */
  readonly #ends = new Map<string, { next: number; isAside: boolean }>();
  #owner: SimulatedProcess | undefined;
  #heardAtMs = -Infinity;
  /** By writer and epoch: how long nobody was heard when it was sent. What is under way cannot be called back. */
  readonly #silentAtSendingMs = new Map<string, number>();
  /** Then a writer may send what follows records that are gone. */
  #wasCut = false;

  constructor(world: World, partition: number) {
    this.#world = world;
    this.#partition = partition;
  }

  /** A process sends a batch: it believes that its last one stands where it had to. */
  sent(opening: BetEvent | undefined): void {
    if (opening?.type === 'EpochOpened') {
      const silentMs = this.#world.network.brokerNowMs() - this.#heardAtMs;
      this.#silentAtSendingMs.set(`${opening.writer} ${opening.epoch}`, silentMs);
    }
    if (opening?.type !== 'InputsAdopted') return;
    if (this.#ends.get(opening.writer)?.isAside !== true) return;
    const { writer, batch } = opening;
    this.#world.violated(
      'I10',
      `b${this.#partition}: ${writer} sends batch ${batch} behind a batch that does not follow its own`,
    );
  }

  appended(records: readonly LogRecord[], opening: BetEvent): void {
    if (opening.type !== 'EpochOpened' && opening.type !== 'InputsAdopted') return;
    const base = records[0]?.offset ?? 0;
    const before = this.#ends.get(opening.writer);
    const isAside = opening.type === 'InputsAdopted' && before?.next !== base;
    this.#ends.set(opening.writer, { next: base + records.length, isAside });
  }

  judged(judged: Judged): void {
    switch (judged.status) {
      case 'counted':
        this.#heardAtMs = judged.batch.openingRecord.appendedAtMs;
        return;
      case 'opened':
        return this.#opened(judged.opened, judged.record.appendedAtMs);
      case 'dropped':
        if (judged.why === 'zombie' || this.#wasCut) return;
        this.#world.violated(
          'I9',
          `b${this.#partition}:${judged.record.offset} is a batch that no writer sends: ${judged.why}`,
        );
    }
  }

  /** The log was cut: what anybody knew of its end is void. */
  forget(): void {
    this.#wasCut = true;
    this.#ends.clear();
    this.#owner = undefined;
    this.#heardAtMs = -Infinity;
  }

  #opened({ epoch, writer }: EpochOpened, atMs: number): void {
    const process = this.#world.writers.get(writer);
    const sentMs = this.#silentAtSendingMs.get(`${writer} ${epoch}`) ?? 0;
    const silentMs = Math.max(sentMs, atMs - this.#heardAtMs);
    const owner = this.#owner;
    this.#owner = process;
    this.#heardAtMs = atMs;
    if (owner === undefined || owner === process) return;
    if (silentMs >= limits.takeoverAfterMs * RATE_TOLERANCE) return;
    this.#world.violated(
      'I9',
      `b${this.#partition}: ${process?.name} opens epoch ${epoch} over ${owner.name}, heard ${silentMs} ms before`,
    );
  }
}
