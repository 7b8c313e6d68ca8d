import {
  accountId,
  partitionOf,
  topics,
  type AccountId,
  type BetCommand,
} from '@stakelog/contracts';
import {
  historyMoves,
  HistoryWriter,
  moveNames,
  type HistoryMove,
  type HistoryStep,
} from '@stakelog/testing';
import type { Checker } from '../invariants/checker';
import type { Chance } from '../world/chance';
import type { World } from '../world/world';
import type { Bettors } from './bettors';
import type { FactSource } from './fact-source';

/** Moves that only pass time: here the world does. */
const pausing: ReadonlySet<HistoryMove> = new Set(['batch', 'batchSoon', 'longPause']);
const usualMoves = moveNames.filter((move) => !pausing.has(move));
/** How many of a hundred moves are those that were asked for, where some were. */
const WANTED_PERCENT = 25;

/** Between the producer's word that it is lost, and its word that it has recovered. */
const RECOVERY_MS = 3_000;

/** What bettors ask and feeds tell: random histories of `libs/testing`, at random moments of the world. */
export class Load {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #writer: HistoryWriter;
  readonly #parts: { bettors: Bettors; source: FactSource; checker: Checker };
  readonly #known = new Map<string, BetCommand>();
  #isDown = false;

  constructor(
    world: World,
    partitions: readonly number[],
    parts: { bettors: Bettors; source: FactSource; checker: Checker },
    private readonly wanted: readonly HistoryMove[] = [],
  ) {
    this.#world = world;
    this.#chance = world.chance.fork('load');
    this.#parts = parts;
    const accounts = [0, 1, 2, 3].map((index) => accountOf(partitions, index));
    this.#writer = new HistoryWriter(topics['odds.events'].partitions, accounts, world.utcMs);
  }

  /** The offer, and four accounts with money. */
  begin(): void {
    this.#send(this.#writer.take());
  }

  /** One move of the history, now. */
  move(): void {
    this.#writer.nowMs = this.#world.utcMs;
    this.#remember();
    const isWanted = this.wanted.length > 0 && this.#chance.percent(WANTED_PERCENT);
    const move = this.#chance.pick(isWanted ? this.wanted : usualMoves);
    historyMoves[move](this.#writer, this.#chance.below(1_000), this.#chance.below(10_000));
    this.#send(this.#writer.take());
  }

  /** Every market ends, for good. */
  endAll(): void {
    this.#writer.nowMs = this.#world.utcMs;
    const markets = [...this.#writer.markets.keys()];
    for (const index of markets) historyMoves.reopening(this.#writer, index, 0);
    for (const index of markets) historyMoves.result(this.#writer, index, 1);
    this.#send(this.#writer.take());
  }

  /** Void windows are about times at which bets were accepted. */
  #remember(): void {
    const { decidedAts } = this.#writer;
    decidedAts.length = 0;
    for (const { acceptedAts } of this.#parts.checker.partitions)
      decidedAts.push(...acceptedAts.slice(-6));
    if (decidedAts.length === 0) decidedAts.push(this.#writer.nowMs);
  }

  #send(steps: readonly HistoryStep[]): void {
    const facts = steps.flatMap((step) => step.facts);
    const told = facts.filter(({ partition, key }) => !isOfProducer(key) || partition === 0);
    if (told.length > 0) this.#parts.source.tell(told);
    if (told.some(({ fact }) => fact.type === 'ProducerDown')) this.#recoverLater();
    for (const command of steps.flatMap((step) => step.commands)) this.#ask(command);
  }

  /** A command that was sent before is a repeat, with another body where its hash is another. */
  #ask(command: BetCommand): void {
    const known = this.#known.get(command.commandId);
    if (known === undefined) {
      this.#known.set(command.commandId, command);
      this.#parts.bettors.ask(command);
    } else this.#parts.bettors.repeat(known, command.bodyHash !== known.bodyHash);
  }

  #recoverLater(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#world.scheduler.after(RECOVERY_MS * 1_000, () => {
      this.#isDown = false;
      this.#parts.source.tellRecovered();
    });
  }
}

const isOfProducer = (key: string) => key.startsWith('producer:');

/** An account that lives in one of the partitions. */
function accountOf(partitions: readonly number[], index: number): AccountId {
  const wanted = partitions[index % partitions.length];
  for (let number = 0; ; number++) {
    const id = `account-${index}-${number}`;
    if (partitionOf(id, topics['bet.events'].partitions) === wanted) return accountId(id);
  }
}
