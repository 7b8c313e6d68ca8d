import {
  topics,
  type BetEvent,
  type InputsRewound,
  type UndecodableCode,
} from '@stakelog/contracts';
import { MarketTable, PartitionState, type InputCommand } from '@stakelog/domain';
import { valueCrc, type CountedBatch, type LogRecord } from '@stakelog/kafka';
import { decideAgain } from '../../../apps/audit/src/redecide/redecide-partition';
import { acceptanceCheck } from '../../../apps/audit/src/verify/acceptance-check';
import type { BatchCheck, Report } from '../../../apps/audit/src/verify/batch-check';
import { betLifeCheck } from '../../../apps/audit/src/verify/bet-life-check';
import { decisionsCheck } from '../../../apps/audit/src/verify/decisions-check';
import { exposureCheck } from '../../../apps/audit/src/verify/exposure-check';
import { ledgerCheck } from '../../../apps/audit/src/verify/ledger-check';
import { priceCheck } from '../../../apps/audit/src/verify/price-check';
import { promisesCheck } from '../../../apps/audit/src/verify/promises-check';
import { protectionCheck } from '../../../apps/audit/src/verify/protection-check';
import { routingCheck } from '../../../apps/audit/src/verify/routing-check';
import { timeCheck } from '../../../apps/audit/src/verify/time-check';
import type { Rule } from '../../../apps/audit/src/verify/violation';
import type { WalkedBatch } from '../../../apps/audit/src/walk/partition-walk';
import type { World } from '../world/world';
import type { ReferenceFacts } from './reference-facts';
import { ReferenceFence } from './reference-fence';
import { WritersCheck } from './writers-check';

/** The invariants that the rules of `audit verify` keep. */
const invariants: Readonly<Record<Rule, string>> = {
  schemas: 'I3',
  batches: 'I9',
  routing: 'I3',
  inputs: 'I11',
  time: 'I13',
  postings: 'I1/I2',
  decisions: 'I3',
  life: 'I8',
  payouts: 'I7',
  acceptance: 'I4',
  exposure: 'I17',
  promises: 'I3/I4',
  protection: 'I4',
  sessions: 'I9',
  writers: 'I9/I10',
};

/**
 * One partition of bet.events, folded as it grows: each batch that counts is held to the rules of the audit and decided
 * again from its recorded inputs, in the very step that appends it.
 */
export class PartitionCheck {
  readonly writers: WritersCheck;
  /** The fold of the counted log. */
  readonly state: PartitionState;
  decidedAtMs = 0;
  /** When batches were decided that accepted something. */
  readonly acceptedAts: number[] = [];
  readonly #world: World;
  readonly #partition: number;
  readonly #facts: readonly ReferenceFacts[];
  readonly #fence: ReferenceFence;
  readonly #table = new MarketTable(topics['odds.events'].partitions);
  readonly #checks: readonly BatchCheck[];

  constructor(world: World, partition: number, facts: readonly ReferenceFacts[]) {
    this.#world = world;
    this.#partition = partition;
    this.#facts = facts;
    this.#fence = new ReferenceFence(partition);
    this.writers = new WritersCheck(world, partition);
    const { partitions } = topics['bet.events'];
    this.state = new PartitionState(partition, partitions, this.#table);
    this.#checks = [
      routingCheck(),
      timeCheck(),
      ledgerCheck(new Map()),
      decisionsCheck(),
      betLifeCheck(),
      acceptanceCheck(),
      priceCheck(),
      exposureCheck(partition, partitions),
      promisesCheck(),
      protectionCheck(),
    ];
  }

  /** Takes what was appended; returns the batch where it counts. */
  take(records: readonly LogRecord[]): CountedBatch | undefined {
    const events = records.map(({ value }) => this.#world.codec.decode('bet.events', value));
    const [opening] = events;
    if (opening === undefined) return undefined;
    this.writers.appended(records, opening);
    const judged = this.#fence.take(records, events);
    if (judged === undefined) return undefined;
    this.writers.judged(judged);
    if (judged.status === 'opened') this.state.rules = judged.opened.rules;
    if (judged.status !== 'counted') return undefined;
    this.#check(judged.batch, records);
    return judged.batch;
  }

  #check(batch: CountedBatch, records: readonly LogRecord[]): void {
    const { opening, baseOffset } = batch;
    const rewound = batch.records.flatMap(({ event }) =>
      event.type === 'InputsRewound' ? [event] : [],
    );
    const commands = this.#commands(batch, rewound);
    this.#adopt(batch);
    if (this.#world.violation !== undefined) return;
    const step: WalkedBatch = {
      status: 'batch',
      batch,
      commands,
      rewound,
      table: this.#table,
      faults: [],
    };
    const report: Report = (rule, offset, detail) =>
      this.#broken(invariants[rule], `${rule} at ${offset}: ${detail}`);
    for (const check of this.#checks) check.take(step, report);
    if (batch.records.some(({ event }) => event.type === 'BetAccepted'))
      this.acceptedAts.push(opening.decidedAtMs);
    this.decidedAtMs = opening.decidedAtMs;
    if (this.#world.violation === undefined) this.#redecide(step, records);
    this.state.nextOffset = baseOffset + records.length;
  }

  /** I12: the same bytes from the recorded inputs. */
  #redecide(step: WalkedBatch, records: readonly LogRecord[]): void {
    let again: readonly BetEvent[];
    try {
      again = decideAgain(this.state, step);
    } catch (error) {
      return this.#broken('I12', `cannot be decided again: ${String(error)}`);
    }
    for (let at = Math.max(again.length, records.length) - 1; at >= 0; at--) {
      const [event, record] = [again[at], records[at]];
      const bytes = event === undefined ? undefined : this.#world.codec.encode('bet.events', event);
      if (bytes !== undefined && record?.value?.equals(bytes) === true) continue;
      const offset = step.batch.baseOffset + at;
      return this.#broken('I12', `${offset} is decided otherwise: ${JSON.stringify(event)}`);
    }
  }

  /** I11 of bet.commands: the range joins the one before, ends in the log, and its last record is the one recorded. */
  #commands(batch: CountedBatch, rewound: readonly InputsRewound[]): readonly InputCommand[] {
    const { commandsNext: next, commandsCrc: crc } = batch.opening;
    const back = rewound.find(({ topic }) => topic === 'bet.commands');
    const from = back?.toOffset ?? this.state.commandsNext;
    const { records } = this.#world.topics.partition('bet.commands', this.#partition);
    if (next < from) this.#broken('I11', `commands go back from ${from} to ${next}`);
    if (next > records.length) this.#broken('I11', `commands pass their end ${records.length}`);
    const last = records[next - 1];
    if (last !== undefined && valueCrc(last) !== crc && next > from)
      this.#broken('I11', `the command before ${next} is not the one adopted`);
    const undecodable = new Map<number, UndecodableCode>();
    for (const { event } of batch.records)
      if (event.type === 'CommandUndecodable') undecodable.set(event.offset, event.code);
    return records.slice(from, next).map(({ offset, value }): InputCommand => {
      const code = undecodable.get(offset);
      if (code !== undefined) return { offset, code };
      return { offset, command: this.#world.codec.decode('bet.commands', value) };
    });
  }

  /** I11 of odds.events: moves the table to the batch's vector. */
  #adopt({ opening }: CountedBatch): void {
    for (const { partition, next, crc } of opening.oddsNext) {
      const adopted = this.#table.vector[partition];
      const facts = this.#facts[partition];
      if (adopted === undefined || facts === undefined) continue;
      if (next < adopted.next) return this.#broken('I11', `o${partition} goes back to ${next}`);
      const end = this.#world.topics.end('odds.events', partition);
      if (next > end) return this.#broken('I11', `o${partition} passes its end ${end}`);
      for (let offset = adopted.next; offset < next; offset++) this.#fold(partition, offset, facts);
      if (adopted.crc !== crc)
        this.#broken('I11', `the fact before o${partition}:${next} is not the one adopted`);
    }
  }

  #fold(partition: number, offset: number, facts: ReferenceFacts): void {
    const judged = facts.at(offset);
    const record = this.#world.topics.partition('odds.events', partition).records[offset];
    const key = record?.key?.toString('utf8') ?? '';
    const at = { partition, offset };
    switch (judged.verdict) {
      case 'undecodable':
        this.#table.adopt(at, key, { type: 'undecodable', code: judged.code });
        break;
      case 'effective':
        this.#table.adopt(at, key, judged.fact);
        break;
      case 'conflict':
        this.#table.distrust(key);
        break;
      case 'none':
        break;
    }
    this.#table.advance(partition, offset + 1, facts.crcAt(offset) ?? 0);
  }

  #broken(invariant: string, detail: string): void {
    this.#world.violated(invariant, `b${this.#partition}: ${detail}`);
  }
}
