import type { TopicName } from '@stakelog/contracts';
import type { AppendRecord } from '@stakelog/kafka';
import type { Chance } from './chance';
import type { Scheduler } from './scheduler';
import type { SimulatedTopics } from './topics';

/** What can happen to requests while some trouble lasts. */
export type TroubleKind =
  /** The request of an append never arrives. */
  | 'append-lost'
  /** It arrives, and its answer does not. */
  | 'append-unanswered'
  /** It arrives later, maybe long after its sender gave up. */
  | 'append-late'
  /** The connection is gone at once, and the request arrives later all the same. */
  | 'append-reset'
  /** The broker cannot take it now. */
  | 'append-refused'
  /** The broker refuses the bytes. */
  | 'bytes-refused'
  /** Answers to fetches of one leader's partitions are held. */
  | 'fetch-held'
  /** Everything takes longer. */
  | 'slow'
  /** No connection can be made, and those that are open are lost. */
  | 'cut-off';

export type Trouble = {
  readonly kind: TroubleKind;
  /** Undefined: any. A process's name without its number. */
  readonly process?: string | undefined;
  readonly topic?: TopicName | undefined;
  readonly leader?: string | undefined;
  /** How many of the requests it befalls. */
  readonly percent: number;
  readonly delayMs: number;
  readonly untilUs: number;
};

/** A request as troubles choose it. */
export type Asked = {
  readonly process: string;
  readonly topic: TopicName;
  readonly leader?: string | undefined;
};

/** A request and its answer, each on its way for a while. */
export type Exchange = <Answer>(asked: Asked, serve: () => Answer) => Promise<Answer>;

/** Hears of each batch when a process hands it to its connection. */
export type SendListener = (
  asked: Asked,
  partition: number,
  records: readonly AppendRecord[],
) => void;

/** The brokers and the way to them. */
export class Network {
  /** How far the brokers' clock is ahead of true time, in milliseconds. */
  brokerAheadMs = 0;
  /** Changes when the brokers start again: what was under way before is lost. */
  generation = 0;
  isUp = true;
  /** Until then a broker that has started again names lower high watermarks, and no ends. */
  recoveringUntilUs = 0;
  troubles: Trouble[] = [];
  /** Readers of this world hold no more than so many records; undefined: as many as they like. */
  queueRecordsMax: number | undefined;
  /** A reader asks for more than may wait in it (I22). */
  onOverfull: (reader: string) => void = () => undefined;
  readonly #onSend: SendListener[] = [];
  /** By what to call, the process that holds the connection. */
  readonly #breaks = new Map<() => void, string>();

  constructor(
    readonly topics: SimulatedTopics,
    readonly scheduler: Scheduler,
    readonly chance: Chance,
    readonly brokers: number,
    private readonly epochMs: number,
  ) {}

  brokerNowMs(): number {
    return Math.floor(this.epochMs + this.scheduler.nowUs / 1_000 + this.brokerAheadMs);
  }

  leaderOf(partition: number): string {
    return String(partition % this.brokers);
  }

  get isRecovering(): boolean {
    return this.scheduler.nowUs < this.recoveringUntilUs;
  }

  /** The trouble of such a kind that befalls this request. */
  befalls(kinds: readonly TroubleKind[], asked: Asked): Trouble | undefined {
    const nowUs = this.scheduler.nowUs;
    for (const trouble of this.troubles)
      if (
        trouble.untilUs > nowUs &&
        kinds.includes(trouble.kind) &&
        (trouble.process === undefined || asked.process.startsWith(trouble.process)) &&
        (trouble.topic === undefined || trouble.topic === asked.topic) &&
        (trouble.leader === undefined || trouble.leader === asked.leader) &&
        this.chance.percent(trouble.percent)
      )
        return trouble;
    return undefined;
  }

  isReachable(asked: Asked): boolean {
    return this.isUp && this.befalls(['cut-off'], asked) === undefined;
  }

  /** One way, in microseconds. */
  latencyUs(asked: Asked): number {
    const slow = this.befalls(['slow'], asked);
    return 100 + this.chance.exponential(400) + (slow === undefined ? 0 : slow.delayMs * 1_000);
  }

  begin(trouble: Trouble): void {
    this.troubles = this.troubles.filter(({ untilUs }) => untilUs > this.scheduler.nowUs);
    this.troubles.push(trouble);
    if (trouble.kind === 'cut-off') this.#breakAll(trouble.process);
  }

  onSend(listener: SendListener): void {
    this.#onSend.push(listener);
  }

  sends(...sent: Parameters<SendListener>): void {
    for (const listener of this.#onSend) listener(...sent);
  }

  /** Called when every connection is lost, until it is taken off again. */
  onBreak(process: string, lost: () => void): () => void {
    this.#breaks.set(lost, process);
    return () => this.#breaks.delete(lost);
  }

  stop(): void {
    this.isUp = false;
    this.generation++;
    this.#breakAll();
  }

  start(recoveryMs: number): void {
    this.isUp = true;
    this.recoveringUntilUs = this.scheduler.nowUs + recoveryMs * 1_000;
  }

  heal(): void {
    this.troubles = [];
    this.isUp = true;
    this.recoveringUntilUs = 0;
  }

  /** A broker that recovers refuses to name them. */
  ends(topic: TopicName): ReadonlyMap<number, number> {
    if (this.isRecovering) throw new Error('offsets are not available');
    const partitions = this.topics.partitions(topic);
    return new Map(partitions.map(({ records }, partition) => [partition, records.length]));
  }

  #breakAll(of = ''): void {
    for (const [lost, process] of this.#breaks) if (process.startsWith(of)) lost();
  }
}
