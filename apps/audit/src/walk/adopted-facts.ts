import { positionToken, topics, type AdoptedRange } from '@stakelog/contracts';
import { MarketTable } from '@stakelog/domain';
import { RecordCursor } from '../log/record-cursor';
import type { FactsTape, JudgedFact } from './facts-tape';

/** The table of markets of one partition of bet.events, at the vector that its newest batch adopted. */
export class AdoptedFacts {
  readonly table = new MarketTable(topics['odds.events'].partitions);
  readonly #tape: FactsTape;
  readonly #cursors: readonly RecordCursor<JudgedFact>[];

  constructor(tape: FactsTape) {
    this.#tape = tape;
    this.#cursors = this.table.vector.map(
      (_, partition) => new RecordCursor(tape.facts(partition)),
    );
  }

  /** Partitions that went back, and it was accepted (R6): the table, which never does, may stand further. */
  readonly #behind = new Set<number>();

  rewind(partition: number): void {
    this.#behind.add(partition);
  }

  /** Moves to a batch's vector. What is wrong with it, if anything, in words. */
  async adopt(vector: readonly AdoptedRange[]): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const range of vector) faults.push(...(await this.#adoptRange(range)));
    return faults;
  }

  /** Folds a partition for as long as its facts are wanted. */
  async foldWhile(partition: number, isWanted: (fact: JudgedFact) => boolean): Promise<void> {
    for await (const slice of this.#tape.facts(partition))
      for (const fact of slice) {
        if (!isWanted(fact)) return;
        this.#fold(fact);
      }
  }

  async close(): Promise<void> {
    await Promise.all(this.#cursors.map((cursor) => cursor.close()));
  }

  async #adoptRange({ partition, next, crc }: AdoptedRange): Promise<readonly string[]> {
    const at = this.table.vector[partition];
    const end = this.#tape.ends.get(partition) ?? 0;
    const named = positionToken({ topic: 'odds.events', partition, offset: next });
    if (at === undefined || next > end) return [`${named} is behind the end ${end} of its log`];
    if (next < at.next)
      return this.#behind.has(partition) ? [] : [`${named} goes back from ${at.next}`];
    this.#behind.delete(partition);
    await this.#cursors[partition]?.takeUntil(next, (fact) => this.#fold(fact));
    if (at.next === next && at.crc === crc) return [];
    return [
      `the fact before ${named} is another than the one adopted (checksum ${at.crc}, not ${crc})`,
    ];
  }

  #fold(judged: JudgedFact): void {
    const { partition, offset, key } = judged;
    const at = { partition, offset };
    if (judged.verdict === 'undecodable')
      this.table.adopt(at, key, { type: 'undecodable', code: judged.code });
    else if (judged.verdict === 'apply') this.table.adopt(at, key, judged.fact);
    else if (judged.verdict === 'conflict') this.table.distrust(key);
    this.table.advance(partition, offset + 1, judged.crc);
  }
}
