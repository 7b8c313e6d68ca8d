import type { ConservationCopy, ConservationVerdict, TopicName } from '@stakelog/contracts';
import { checkFencePosition, type Codec, type FencePosition, type Log } from '@stakelog/kafka';
import { oddsShards, type Shard } from '@stakelog/redis';
import { compareInputPosition, lookAtInput } from '../compare/compare-input-position';
import { compareLedger, type LedgerComparison } from '../compare/compare-ledger';
import { ModelComparison } from '../compare/compare-models';
import { CountedComparison, RecordedComparison } from '../compare/compare-recorded';
import type { RedisCopy } from '../copies/redis-copy';
import type { SqlCopy } from '../copies/sql-copy';
import type { Comparison, Difference } from '../difference';
import type { LogFold } from '../fold/log-fold';
import { Sweep } from '../sweep/sweep';
import { Confirmation, unique } from './confirmation';

export type RoundParts = {
  readonly log: Pick<Log, 'openReader' | 'endOffsets' | 'recordAt'>;
  readonly codec: Codec;
  readonly fold: LogFold;
  readonly redis: RedisCopy;
  /** Undefined: there is no ClickHouse to compare. */
  readonly sql: SqlCopy | undefined;
  /** Partitions of bet.commands. */
  readonly commandPartitions: number;
  /** False: drifted models are told of, and go on serving. */
  readonly withdraws: boolean;
};

export type RoundResult = {
  readonly round: number;
  readonly verdict: ConservationVerdict;
  readonly comparisons: readonly Comparison[];
  /** The part of the read models that was compared byte for byte. */
  readonly swept: readonly Comparison[];
  readonly ledger: LedgerComparison;
  /** Seen in two rounds. */
  readonly confirmed: readonly Difference[];
  /** Seen in this round, and not yet in two. */
  readonly suspected: number;
  /** `topic/partition/generation` of what was taken out of service. */
  readonly withdrawn: readonly string[];
};

/** Compares the copies and the ledger with the log, again and again, and withdraws read models that differ. */
export class Round {
  readonly #parts: RoundParts;
  readonly #models: readonly ModelComparison[];
  readonly #recorded: readonly RecordedComparison[];
  readonly #counted: readonly (readonly [string, CountedComparison])[];
  readonly #confirmation = new Confirmation();
  /** Partitions of odds.events whose record differed. */
  #oddsSuspects: readonly number[] = [];
  readonly #sweep: Sweep;
  #count = 0;

  constructor(parts: RoundParts) {
    const { log, codec, fold, redis, sql, commandPartitions } = parts;
    this.#parts = parts;
    const { books } = fold;
    const holds = (partition: number, position: FencePosition) =>
      checkFencePosition(log, codec, partition, position);
    this.#models = books.map(({ partition }) => new ModelComparison(redis, fold, partition, holds));
    this.#sweep = new Sweep({ log, codec, fold, redis, oddsPartitions: oddsShards.length });
    this.#recorded = sql === undefined ? [] : books.map((of) => new RecordedComparison(sql, of));
    const commands = Array.from({ length: commandPartitions }, (_, partition) => partition);
    this.#counted =
      sql === undefined
        ? []
        : [
            ...oddsShards.map(({ partition }) => counted(sql, 'odds.events', 'facts', partition)),
            ...commands.map((partition) => counted(sql, 'bet.commands', 'commands', partition)),
          ];
  }

  /** Differences wait for a second look: it should come soon. */
  get suspects(): boolean {
    return this.#confirmation.pending;
  }

  async once(): Promise<RoundResult> {
    this.#count += 1;
    // First, because the recorder has reached by now where the fold stands since the last round.
    const recorded = await this.#compareRecorded();
    const models = await this.#compareModels();
    const swept = await attempt('REDIS', 'bet.events', async () => {
      const compared = await this.#sweep.next();
      return compared === undefined ? [] : [compared];
    });
    const ledger = compareLedger(this.#parts.fold.books);
    const comparisons = [...recorded, ...models];
    const copies = [...comparisons, ...swept].flatMap((each) => each.differences);
    const found = unique([...copies, ...ledger.differences]);
    const confirmed = this.#confirmation.confirmed(found);
    const withdrawn = await this.#withdraw(confirmed);
    const partial = comparisons.some(({ nextOffset }) => nextOffset === undefined);
    const verdict = confirmed.length > 0 ? 'DRIFTED' : partial ? 'PARTIAL' : 'CONSERVED';
    const suspected = found.length - confirmed.length;
    const round = this.#count;
    return { round, verdict, comparisons, swept, ledger, confirmed, suspected, withdrawn };
  }

  async #compareRecorded(): Promise<readonly Comparison[]> {
    const { sql } = this.#parts;
    if (sql === undefined) return [];
    return attempt('CLICKHOUSE', 'bet.events', async () => {
      const recorded = await sql.recordedNext();
      const comparisons: Comparison[] = [];
      for (const [partition, comparison] of this.#recorded.entries())
        comparisons.push(await comparison.compare(recorded.get(`bet.events/${partition}`)));
      for (const [name, comparison] of this.#counted)
        comparisons.push(await comparison.compare(recorded.get(name)));
      return comparisons;
    });
  }

  async #compareModels(): Promise<readonly Comparison[]> {
    const { log } = this.#parts;
    const bets = await attempt('REDIS', 'bet.events', async () => {
      const looks = await Promise.all(this.#models.map((model) => model.look()));
      const ends = await log.endOffsets('bet.events');
      const compared = await Promise.all(
        this.#models.map((model, partition) => {
          const look = looks[partition] ?? { accounts: [], live: undefined };
          const compare = () => model.compare(look, ends.get(partition) ?? 0);
          // A partition that cannot be read on holds no other one back.
          return attempt('REDIS', 'bet.events', async () => [await compare()], partition);
        }),
      );
      return compared.flat();
    });
    const odds = await attempt('REDIS', 'odds.events', () => this.#compareInputs());
    this.#oddsSuspects = odds.flatMap((of) => (of.differences.length > 0 ? [of.partition] : []));
    return [...bets, ...odds];
  }

  async #compareInputs(): Promise<readonly Comparison[]> {
    const { log, redis } = this.#parts;
    const looks = await Promise.all(oddsShards.map((shard) => lookAtInput(redis, shard)));
    const ends = await log.endOffsets('odds.events');
    // Reading a record costs a connection: that of one partition is read in each round.
    const inTurn = [this.#count % oddsShards.length, ...this.#oddsSuspects];
    return Promise.all(
      looks.map((look, partition) =>
        compareInputPosition(
          look,
          ends.get(partition) ?? 0,
          inTurn.includes(partition) ? log : undefined,
        ),
      ),
    );
  }

  async #withdraw(confirmed: readonly Difference[]): Promise<readonly string[]> {
    const { redis, withdraws } = this.#parts;
    if (!withdraws) return [];
    const models = new Map<string, { readonly shard: Shard; readonly generation: string }>();
    for (const { model } of confirmed)
      if (model !== undefined)
        models.set(`${model.shard.topic}/${model.shard.partition}/${model.generation}`, model);
    const withdrawn: string[] = [];
    for (const [name, { shard, generation }] of models) {
      // A Redis that is away serves nobody; the next round tries again.
      const done = await redis.withdraw(shard, generation).catch(() => false);
      if (done) withdrawn.push(name);
    }
    return withdrawn;
  }
}

const counted = (
  sql: SqlCopy,
  topic: 'odds.events' | 'bet.commands',
  table: 'facts' | 'commands',
  partition: number,
) => [`${topic}/${partition}`, new CountedComparison(sql, topic, table, partition)] as const;

/** A copy or a broker that is away is no difference: nothing of it was compared, and the reason is told. */
async function attempt(
  copy: ConservationCopy,
  topic: Extract<TopicName, Comparison['topic']>,
  compare: () => Promise<readonly Comparison[]>,
  partition = 0,
): Promise<readonly Comparison[]> {
  try {
    return await compare();
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const nothing = { partition, nextOffset: undefined, checked: 0, differences: [] };
    return [{ copy, topic, ...nothing, because }];
  }
}
