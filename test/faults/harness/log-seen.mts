import { setTimeout as pause } from 'node:timers/promises';
import { followTopic, type AuditLine } from '../../../tools/scenario/audit-process.mts';

type Follower = ReturnType<typeof followTopic>;

const againAfterMs = 500;

/** bet.events as an auditor reads along: every record as it comes, with what the fence says of it. */
export class LogSeen {
  #records: AuditLine[] = [];
  #follower: Follower | undefined;
  #closed = false;
  readonly #addresses: Readonly<Record<string, string>>;

  constructor(addresses: Readonly<Record<string, string>>) {
    this.#addresses = addresses;
    this.#follow();
  }

  /** Of each partition in the order of the log. */
  get records(): readonly AuditLine[] {
    return this.#records;
  }

  get counted(): readonly AuditLine[] {
    return this.#records.filter(({ counted }) => counted === true);
  }

  /** The effective `EpochOpened` of one partition, or of all. */
  epochs(partition?: number): readonly AuditLine[] {
    return this.#records.filter(
      (record) =>
        record['type'] === 'EpochOpened' &&
        record['effective'] === true &&
        (partition === undefined || partitionOf(record) === partition),
    );
  }

  /** False when it did not come true in time. */
  async until(isTrue: () => boolean, withinMs = 60_000): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    while (!isTrue() && performance.now() < untilMs) await pause(20);
    return isTrue();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#follower?.stop();
  }

  /** From the beginning: the log that was seen is not the log of now. */
  async again(): Promise<void> {
    const before = this.#follower;
    this.#follow();
    await before?.stop();
  }

  /** An auditor that ends, because the broker stayed away, begins again at the beginning. */
  #follow(): void {
    const found: AuditLine[] = [];
    const follower = followTopic('bet.events', this.#addresses, (record) => found.push(record));
    this.#records = found;
    this.#follower = follower;
    follower.failed.catch(async () => {
      await pause(againAfterMs);
      if (!this.#closed && this.#follower === follower) this.#follow();
    });
  }
}

/** Of a record that the audit printed: `b3:184223` is of partition 3. */
export const partitionOf = ({ position }: AuditLine): number =>
  Number(/^[a-z](\d+):/.exec(String(position))?.[1]);
