import type { TopicName } from '@stakelog/contracts';
import { memoryCodec, type AppendRecord, type Codec, type Log } from '@stakelog/kafka';
import { Chance } from './chance';
import { SimulatedFiles } from './files';
import { Network } from './network';
import { SimulatedProcess, type ClockFault } from './process';
import { Scheduler } from './scheduler';
import { simulatedLog } from './simulated-log';
import { SnapshotFiles } from './snapshot-files';
import { SimulatedTopics } from './topics';
import { Trace } from './trace';

/** What a step broke. The run ends with the first one. */
export type Violation = { readonly invariant: string; readonly detail: string };

/** True time begins here. UTC milliseconds. */
export const EPOCH_MS = 1_800_000_000_000;

/** Everything outside the processes: time, brokers, the network, files, and what is written down of all that happens. */
export class World {
  readonly scheduler = new Scheduler();
  readonly topics = new SimulatedTopics();
  readonly codec: Codec = memoryCodec();
  readonly chance: Chance;
  readonly network: Network;
  readonly files: SimulatedFiles;
  readonly snapshots: SnapshotFiles;
  readonly trace: Trace;
  violation: Violation | undefined;
  /** Which process took a partition under this name of a writer. */
  readonly writers = new Map<string, SimulatedProcess>();
  #processes = 0;
  #names = 0;

  constructor(seed: string, show?: (line: string) => void) {
    this.chance = new Chance(seed);
    this.trace = new Trace(show);
    const brokers = this.chance.fork('brokers').pick([1, 1, 2, 3]);
    const network = this.chance.fork('network');
    this.network = new Network(this.topics, this.scheduler, network, brokers, EPOCH_MS);
    const queues = this.chance.fork('queues').pick([undefined, undefined, undefined, 1, 5, 40]);
    this.network.queueRecordsMax = queues;
    this.network.onOverfull = (reader) =>
      this.violated('I22', `${reader} asks for more than waits`);
    this.files = new SimulatedFiles(this.scheduler, this.chance.fork('files'));
    this.snapshots = new SnapshotFiles(
      this.scheduler,
      this.chance.fork('snapshots'),
      () => this.utcMs,
    );
    this.topics.listen({
      appended: (topic, partition, records) => {
        for (const { value } of records) this.trace.fold(value);
        this.say(`${topic}/${partition}:${records[0]?.offset ?? 0} +${records.length}`);
      },
      cut: (topic, partition, from) => this.say(`${topic}/${partition} cut at ${from}`),
    });
  }

  /** Milliseconds of true time since the beginning. */
  get nowMs(): number {
    return this.scheduler.nowUs / 1_000;
  }

  /** Until then nothing runs, and nobody asks. */
  outUntilUs = 0;

  /** What outsiders do again after a while, or once somebody is there again. */
  again(us: number, run: () => void): void {
    const { nowUs } = this.scheduler;
    this.scheduler.after(Math.max(us, this.outUntilUs + us - nowUs), run);
  }

  /** UTC milliseconds of true time. */
  get utcMs(): number {
    return EPOCH_MS + Math.floor(this.nowMs);
  }

  /** A new process, named `decider-0#7`. */
  newProcess(name: string, clockFault: ClockFault = { aheadMs: 0, rate: 1 }): SimulatedProcess {
    const unique = `${name}#${++this.#processes}`;
    const chance = this.chance.fork(`process ${unique}`);
    return new SimulatedProcess(unique, this.scheduler, chance, EPOCH_MS, clockFault);
  }

  log(process: SimulatedProcess): Log {
    return simulatedLog(this.network, process);
  }

  /** A name that nobody else has, its first eight letters as well. */
  newName(process: SimulatedProcess): string {
    const name = (Math.imul(++this.#names, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
    this.writers.set(name, process);
    return name;
  }

  /** Written straight into the log, by nobody whom the system knows. */
  inject(topic: TopicName, partition: number, record: AppendRecord): void {
    this.topics.append(topic, partition, [record], this.network.brokerNowMs());
  }

  say(line: string): void {
    this.trace.add(`${this.nowMs.toFixed(3).padStart(12)} ${line}`);
  }

  violated(invariant: string, detail: string): void {
    if (this.violation !== undefined) return;
    this.violation = { invariant, detail };
    this.say(`VIOLATED ${invariant}: ${detail}`);
  }
}
