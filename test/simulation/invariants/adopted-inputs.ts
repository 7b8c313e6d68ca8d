import {
  topics,
  type AdoptedRange,
  type InputsRewound,
  type UndecodableCode,
} from '@stakelog/contracts';
import { MarketTable, type InputCommand, type PartitionState } from '@stakelog/domain';
import type { Codec, CountedBatch } from '@stakelog/kafka';
import { crcBefore, type KeptInput, type KeptInputs } from './kept-inputs';

const partitions = Array.from({ length: topics['odds.events'].partitions }, (_, index) => index);

/**
 * I11: what one partition of bet.events adopts of its inputs. Ranges join, end in the log, and their last record is the
 * one recorded: in the log as it is, or as it was before a cut of which the writer had not heard yet.
 */
export class AdoptedInputs {
  /** At the vector of the newest batch. */
  table = new MarketTable(partitions.length);

  constructor(
    private readonly kept: KeptInputs,
    private readonly codec: Codec,
    private readonly partition: number,
    private readonly broken: (detail: string) => void,
  ) {}

  /** The commands of the batch; the state is that before it. */
  commands(
    { opening, records }: CountedBatch,
    state: Pick<PartitionState, 'commandsNext' | 'commandsCrc'>,
    rewound: readonly InputsRewound[],
  ): readonly InputCommand[] {
    const { commandsNext: next, commandsCrc: crc } = opening;
    const back = rewound.find(({ topic }) => topic === 'bet.commands');
    const from = back?.toOffset ?? state.commandsNext;
    if (next < from) this.broken(`commands go back from ${from} to ${next}`);
    const known = this.kept
      .of('bet.commands', this.partition)
      .filter((input) => back !== undefined || crcBefore(input, from) === state.commandsCrc);
    const input = this.#adopted(known, next, crc, `b${this.partition} of the commands`);
    const undecodable = new Map<number, UndecodableCode>();
    for (const { event } of records)
      if (event.type === 'CommandUndecodable') undecodable.set(event.offset, event.code);
    return (input?.records ?? []).slice(from, next).flatMap(({ offset, value }): InputCommand[] => {
      const code = undecodable.get(offset);
      if (code !== undefined) return [{ offset, code }];
      try {
        return [{ offset, command: this.codec.decode('bet.commands', value) }];
      } catch {
        this.broken(`command ${offset} cannot be read, and its batch does not say so`);
        return [];
      }
    });
  }

  /** Moves the table to the batch's vector. */
  adopt(vector: readonly AdoptedRange[]): void {
    for (const { partition, next, crc } of vector) {
      const adopted = this.table.vector[partition];
      if (adopted === undefined) continue;
      if (next < adopted.next) return this.broken(`o${partition} goes back to ${next}`);
      const known = this.#joining(partition);
      const input = this.#adopted(known, next, crc, `o${partition}`);
      if (input !== undefined) this.#fold(partition, next, input);
    }
  }

  /** Facts went back: whoever adopts them has read a new table, from the beginning. */
  adoptAgain(vector: readonly AdoptedRange[], rewound: readonly InputsRewound[]): void {
    const inputs = partitions.map((partition) => {
      const back = rewound.find((said) => said.partition === partition);
      const { next = 0, crc = 0 } =
        vector.find((range) => range.partition === partition) ?? this.table.vector[partition] ?? {};
      if (back !== undefined && next < back.toOffset)
        this.broken(`o${partition} goes back to ${back.toOffset}, and ${next} is adopted`);
      const known =
        back === undefined ? this.#joining(partition) : this.kept.of('odds.events', partition);
      return { next, input: this.#adopted(known, next, crc, `o${partition}`) };
    });
    this.table = new MarketTable(partitions.length);
    for (const [partition, { next, input }] of inputs.entries())
      if (input !== undefined) this.#fold(partition, next, input);
  }

  /** Whether everything adopted stands in the log as it is now. */
  stands({ commandsNext, commandsCrc }: PartitionState): boolean {
    const [commands] = this.kept.of('bet.commands', this.partition);
    return (
      isThere(commands, commandsNext, commandsCrc) &&
      this.table.vector.every(({ next, crc }, partition) =>
        isThere(this.kept.of('odds.events', partition)[0], next, crc),
      )
    );
  }

  /** The inputs in which the record before what is adopted is the one adopted. */
  #joining(partition: number): readonly KeptInput[] {
    const { next = 0, crc = 0 } = this.table.vector[partition] ?? {};
    return this.kept.of('odds.events', partition).filter((input) => crcBefore(input, next) === crc);
  }

  #adopted(
    known: readonly KeptInput[],
    next: number,
    crc: number,
    name: string,
  ): KeptInput | undefined {
    const found = known.find((input) => crcBefore(input, next) === crc);
    if (found !== undefined) return found;
    const ends = known.map(({ records }) => records.length).join(', ');
    this.broken(
      known.every(({ records }) => records.length < next)
        ? `${name}: ${next} passes the end ${ends} of what it joins`
        : `${name}: the record before ${next} is not the one adopted`,
    );
    return undefined;
  }

  #fold(partition: number, next: number, { records, facts }: KeptInput): void {
    const from = this.table.vector[partition]?.next ?? 0;
    for (let offset = from; offset < next; offset++) {
      const judged = facts.at(offset);
      const key = records[offset]?.key?.toString('utf8') ?? '';
      const at = { partition, offset };
      if (judged.verdict === 'undecodable')
        this.table.adopt(at, key, { type: 'undecodable', code: judged.code });
      else if (judged.verdict === 'effective') this.table.adopt(at, key, judged.fact);
      else if (judged.verdict === 'conflict') this.table.distrust(key);
      this.table.advance(partition, offset + 1, facts.crcAt(offset) ?? 0);
    }
  }
}

const isThere = (input: KeptInput | undefined, next: number, crc: number) =>
  input !== undefined && crcBefore(input, next) === crc;
