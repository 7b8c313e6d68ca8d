import {
  assert,
  utcMs,
  type BetCommand,
  type InputsAdopted,
  type OddsEvent,
  type UtcMs,
} from '@stakelog/contracts';
import { MarketTable, type UndecodableFact } from '../market/market-table';
import {
  decideBatch,
  openingOf,
  workMaxOf,
  type BatchInputs,
  type InputCommand,
} from '../partition/decide-batch';
import { closeBatch, foldBatch } from '../partition/evolve';
import { PartitionState, type Decision } from '../partition/partition-state';
import { rulesVersion } from '../rules/rules-version';

/** One record of odds.events, where it stands. */
export type PlacedFact = {
  readonly partition: number;
  readonly key: string;
  readonly fact: OddsEvent | UndecodableFact;
};

/** One counted batch, as the log has it. */
export type LoggedBatch = {
  readonly baseOffset: number;
  readonly opening: InputsAdopted;
  readonly decisions: readonly Decision[];
};

type DeskOptions = {
  readonly partition?: number;
  readonly partitions?: number;
  readonly oddsPartitions?: number;
  /** The rules that an old log was decided with. */
  readonly rules?: number;
};

/** What an owner of a partition does, without a log: adopts facts, decides batches, keeps what a log would hold. */
export class Desk {
  readonly table: MarketTable;
  readonly state: PartitionState;
  /** The inputs, as their topics hold them. */
  readonly facts: PlacedFact[] = [];
  readonly commands: InputCommand[] = [];
  readonly batches: LoggedBatch[] = [];
  nowMs: UtcMs = utcMs(0);
  private readonly options: Required<DeskOptions>;

  constructor(options: DeskOptions = {}) {
    this.options = {
      partition: 0,
      partitions: 1,
      oddsPartitions: 1,
      rules: rulesVersion,
      ...options,
    };
    this.table = new MarketTable(this.options.oddsPartitions);
    this.state = this.emptyState(this.table);
  }

  /** A desk that adopted these facts at this time, and decided these commands. */
  static opened(start: {
    readonly nowMs: number;
    readonly facts: readonly OddsEvent[];
    readonly commands: readonly BetCommand[];
  }): Desk {
    const desk = new Desk().after(start.nowMs).adopt(...start.facts);
    desk.decide(...start.commands);
    return desk;
  }

  /** Facts about one fixture, in partition 0. They count from the next batch on. */
  adopt(...facts: readonly OddsEvent[]): this {
    for (const fact of facts) this.adoptPlaced({ partition: 0, key: 'f1', fact });
    return this;
  }

  adoptPlaced(placed: PlacedFact): void {
    this.facts.push(placed);
    place(this.table, placed);
  }

  /** Moves the clock. */
  after(ms: number): this {
    this.nowMs = utcMs(this.nowMs + ms);
    return this;
  }

  /** Decides one batch of these commands on what is adopted, and logs it. */
  decide(...commands: readonly (BetCommand | InputCommand)[]): readonly Decision[] {
    this.receive(commands);
    return this.decideUpTo();
  }

  /** Commands arrive; the next batches decide them. */
  receive(commands: readonly (BetCommand | InputCommand)[]): void {
    for (const each of commands) {
      const offset = this.commands.length;
      this.commands.push('type' in each ? { offset, command: each } : { ...each, offset });
    }
  }

  /** How many commands are not decided yet. */
  get waiting(): number {
    return this.commands.length - this.state.commandsNext;
  }

  /** Decides the commands that wait; `isFull` may leave some of them for the next batch. */
  decideUpTo(isFull?: (newest: readonly Decision[]) => boolean): readonly Decision[] {
    const { state } = this;
    const baseOffset = state.nextOffset;
    const inputs: BatchInputs = {
      decidedAtMs: this.nowMs,
      oddsNext: this.moved(),
      commands: this.commands.slice(state.commandsNext),
    };
    const decided = decideBatch(state, inputs, isFull);
    const next = state.commandsNext + decided.commandsTaken;
    const writer = { epoch: 1, writer: 'desk', batch: this.batches.length };
    const opening = openingOf(state, writer, inputs, decided, { next, crc: 0 });
    closeBatch(state, opening);
    this.batches.push({ baseOffset, opening, decisions: decided.decisions });
    return decided.decisions;
  }

  /** All that was decided, in order. */
  get events(): readonly Decision[] {
    return this.batches.flatMap(({ decisions }) => decisions);
  }

  /** The state that the log alone gives, with a table that stands where each batch stood. */
  folded(batches = this.batches.length): PartitionState {
    return this.foldOnto(this.emptyState(new MarketTable(this.options.oddsPartitions)), 0, batches);
  }

  /** Folds the batches from one to another into a state that stands at the first of them. */
  foldOnto(state: PartitionState, from: number, to = this.batches.length): PartitionState {
    for (const { baseOffset, opening, decisions } of this.batches.slice(from, to)) {
      this.tableTo(state.table, opening);
      foldBatch(state, baseOffset, opening, decisions);
    }
    return state;
  }

  /** Decides every logged batch again, from the inputs that its opening names. */
  redecided(): readonly (readonly Decision[])[] {
    return this.redecidedOn(this.emptyState(new MarketTable(this.options.oddsPartitions)), 0);
  }

  /** The same for the batches from this one on, with a state that stands there. */
  redecidedOn(state: PartitionState, from: number): readonly (readonly Decision[])[] {
    return this.batches.slice(from).map(({ opening }) => {
      this.tableTo(state.table, opening);
      const { decidedAtMs, oddsNext, commandsNext } = opening;
      const commands = this.commands.slice(state.commandsNext, commandsNext);
      const { decisions, commandsTaken } = decideBatch(state, {
        decidedAtMs,
        oddsNext,
        commands,
        workMax: workMaxOf(opening),
      });
      assert(commandsTaken === commands.length, 'a batch is decided again to its end');
      closeBatch(state, opening);
      return decisions;
    });
  }

  private emptyState(table: MarketTable): PartitionState {
    const { partition, partitions, rules } = this.options;
    const state = new PartitionState(partition, partitions, table);
    state.rules = rules;
    return state;
  }

  private moved(): BatchInputs['oddsNext'] {
    return this.table.vector.flatMap(({ next, crc }, partition) =>
      next === this.state.oddsNext[partition] ? [] : [{ partition, next, crc }],
    );
  }

  private tableTo(table: MarketTable, { oddsNext }: InputsAdopted): void {
    for (const { partition, next } of oddsNext) {
      const facts = this.facts.filter((placed) => placed.partition === partition);
      const from = table.vector[partition]?.next ?? 0;
      for (const placed of facts.slice(from, next)) place(table, placed);
    }
  }
}

function place(table: MarketTable, { partition, key, fact }: PlacedFact): void {
  const offset = table.vector[partition]?.next ?? 0;
  table.adopt({ partition, offset }, key, fact);
  table.advance(partition, offset + 1, 0);
}
