import { assert, topics, type TopicName } from '@stakelog/contracts';
import {
  LogError,
  unwanted,
  type Appended,
  type Appender,
  type AppendRecord,
} from '@stakelog/kafka';
import type { Asked, Network, TroubleKind } from './network';
import type { SimulatedProcess } from './process';

/** As in the real adapter: a request without an answer is given up, and batches go alone for a while. */
const REQUEST_US_MAX = 5_000_000;
const ALONE_MS = 10_000;

type Queued = {
  readonly partition: number;
  readonly records: readonly AppendRecord[];
  readonly isWanted: () => boolean;
  readonly settle: (appended: Appended) => void;
};

type Fate = 'arrives' | Extract<TroubleKind, `${'append' | 'bytes'}-${string}`>;

const fates = [
  'append-lost',
  'append-unanswered',
  'append-late',
  'append-reset',
  'append-refused',
  'bytes-refused',
] as const;

/** The producer of one process and topic: one request under way, its outcome as unsure as a network makes it. */
export class SimulatedAppender implements Appender {
  readonly #network: Network;
  readonly #process: SimulatedProcess;
  readonly #topic: TopicName;
  readonly #asked: Asked;
  readonly #queue: Queued[] = [];
  readonly #inFlight = new Set<number>();
  #isPumping = false;
  #aloneUntilMs = 0;
  #isClosed = false;

  constructor(network: Network, process: SimulatedProcess, topic: TopicName) {
    this.#network = network;
    this.#process = process;
    this.#topic = topic;
    this.#asked = { process: process.name, topic };
  }

  async append(
    partition: number,
    records: readonly AppendRecord[],
    isWanted = () => true,
  ): Promise<Appended> {
    if (this.#isClosed) throw new LogError('closed');
    assert(records.length > 0, 'a batch has records');
    assert(!this.#inFlight.has(partition), 'one batch is in flight per partition');
    this.#inFlight.add(partition);
    const { promise, resolve } = Promise.withResolvers<Appended>();
    const settle = (appended: Appended) => {
      this.#inFlight.delete(partition);
      resolve(appended);
    };
    this.#queue.push({ partition, records, isWanted, settle });
    if (!this.#isPumping) this.#pumpSoon();
    return promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  /** What one turn of the event loop appends goes together. */
  #pumpSoon(): void {
    this.#isPumping = true;
    const { scheduler, chance } = this.#network;
    scheduler.after(20 + chance.below(200), () => this.#process.deliver(() => this.#pump()));
  }

  #pump(): void {
    if (this.#queue.length === 0) {
      this.#isPumping = false;
      return;
    }
    const alone = this.#process.clock.monotonicMs() < this.#aloneUntilMs;
    const queued = this.#queue.splice(0, alone ? 1 : this.#queue.length);
    const wanted = queued.filter(({ isWanted }) => isWanted());
    for (const batch of queued) if (!wanted.includes(batch)) batch.settle(unwanted);
    if (wanted.length > 0) this.#send(wanted);
    else this.#pumpSoon();
  }

  #send(batches: readonly Queued[]): void {
    const { scheduler, chance } = this.#network;
    if (!this.#network.isReachable(this.#asked)) {
      const wayUs = chance.percent(80) ? 1_000 : 2_000_000;
      const nothing = { status: 'unknown', cause: 'refused', bytesRefused: false } as const;
      scheduler.after(wayUs, () => this.#fail(batches, { ...nothing, nothingSent: true }));
      return;
    }
    for (const { partition, records } of batches)
      this.#network.sends(this.#asked, partition, records);
    const trouble = this.#network.befalls(fates, this.#asked);
    const fate: Fate = fates.find((each) => each === trouble?.kind) ?? 'arrives';
    const delayUs = chance.below((trouble?.delayMs ?? 0) * 1_000 + 1);
    this.#travel(batches, fate, delayUs);
  }

  #travel(batches: readonly Queued[], fate: Fate, delayUs: number): void {
    const { scheduler, generation, chance } = this.#network;
    const wayUs = this.#network.latencyUs(this.#asked);
    const refused = fate === 'append-refused' || fate === 'bytes-refused';
    const spared = refused && batches.length > 1 ? chance.below(batches.length) : -1;
    const arrive = () => {
      if (this.#network.generation !== generation) return undefined;
      return batches.map((batch, index) =>
        refused && index !== spared ? batch : this.#write(batch),
      );
    };
    const answerUs = this.#network.latencyUs(this.#asked);
    switch (fate) {
      case 'arrives':
      case 'append-late':
      case 'append-refused':
      case 'bytes-refused': {
        const lateUs = fate === 'append-late' ? delayUs : 0;
        scheduler.after(wayUs + lateUs, () => {
          const arrived = arrive();
          if (lateUs > REQUEST_US_MAX) return;
          scheduler.after(answerUs, () => this.#answer(batches, arrived, generation, fate));
        });
        if (lateUs > REQUEST_US_MAX) this.#giveUp(batches, REQUEST_US_MAX);
        return;
      }
      case 'append-unanswered':
        scheduler.after(wayUs, () => void arrive());
        return this.#giveUp(batches, chance.percent(50) ? REQUEST_US_MAX : wayUs + answerUs);
      case 'append-lost':
        return this.#giveUp(batches, chance.percent(50) ? REQUEST_US_MAX : wayUs + answerUs);
      case 'append-reset':
        scheduler.after(wayUs + delayUs, () => void arrive());
        return this.#giveUp(batches, answerUs);
    }
  }

  #write({ partition, records }: Queued): Appended {
    const appendedAtMs = this.#network.brokerNowMs();
    const { topics: stored } = this.#network;
    const baseOffset = stored.append(this.#topic, partition, records, appendedAtMs);
    const times = topics[this.#topic].timestamps === 'broker' ? { appendedAtMs } : {};
    return { status: 'appended', baseOffset, ...times };
  }

  #answer(
    batches: readonly Queued[],
    arrived: readonly (Appended | Queued)[] | undefined,
    generation: number,
    fate: Fate,
  ): void {
    const isLost = arrived === undefined || this.#network.generation !== generation;
    const outcomes = (arrived ?? []).flatMap((each) => ('status' in each ? [each] : []));
    if (isLost || outcomes.length < batches.length)
      return this.#fail(batches, {
        status: 'unknown',
        cause: isLost ? 'connection lost' : fate,
        bytesRefused: !isLost && fate === 'bytes-refused',
      });
    this.#process.deliver(() => {
      for (const [index, { settle }] of batches.entries()) {
        const outcome = outcomes[index];
        if (outcome !== undefined) settle(outcome);
      }
      this.#pumpSoon();
    });
  }

  #giveUp(batches: readonly Queued[], us: number): void {
    const unknown = { status: 'unknown', cause: 'no answer', bytesRefused: false } as const;
    this.#network.scheduler.after(us, () => this.#fail(batches, unknown));
  }

  /** Which of several batches the broker refused is not told. */
  #fail(batches: readonly Queued[], outcome: Extract<Appended, { status: 'unknown' }>): void {
    this.#process.deliver(() => {
      const several = batches.length > 1;
      if (several) this.#aloneUntilMs = this.#process.clock.monotonicMs() + ALONE_MS;
      for (const { settle } of batches)
        settle(several ? { ...outcome, bytesRefused: false } : outcome);
      this.#pumpSoon();
    });
  }
}
