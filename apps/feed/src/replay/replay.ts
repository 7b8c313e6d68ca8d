import { limits, utcMs, type UtcMs } from '@stakelog/contracts';
import type { Clock, Logger } from '@stakelog/runtime';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact, SourceStatement, Statement } from '../fact';
import type { DeadLetters } from '../session/dead-letters';
import { oddsPartitions, partitionOfFixture, type FactWriter } from '../session/fact-writer';
import { FeedError } from '../session/feed-error';
import type { FeedMetrics } from '../session/feed-metrics';
import { isUpTo, parseReplayRun, replayId, stepId, type ReplayRun } from './replay-id';
import type { ReplayEntry, ReplaySource } from './replay-source';
import { recover, type Recovery, type RecoveryRequests } from '../uof/recovery-requests';
import { ReplayTally, type ReplaySummary } from './replay-summary';
import { RunClock, SPEED_MAX } from './run-clock';

export type ReplayParts = {
  readonly writer: FactWriter;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: FeedMetrics;
  readonly speed: number;
  /** Where a feed that lost messages is asked for them; none where only recordings are replayed. */
  readonly recovery?: RecoveryRequests | undefined;
  /** Ends the waiting when the process does. */
  readonly closing: AbortSignal;
};

/** A sleep is no longer than this, so that a wall clock that was set is noticed. */
const NAP_MS_MAX = 1_000;

/**
 * One source, once: from its beginning on the clock of its run, leaving out what the log already
 * holds. A run that was broken off goes on where it stopped, on the clock it began with.
 */
export class Replay {
  readonly #parts: ReplayParts;
  readonly #source: ReplaySource;
  readonly #tally: ReplayTally;
  readonly #run: ReplayRun;
  readonly #id: string;
  /** Up to here an earlier process has come; its dead letters are written. */
  readonly #before: number;
  readonly #underWay = new Set<Promise<void>>();
  #clock: RunClock | undefined;
  #failure: unknown;

  constructor(source: ReplaySource, parts: ReplayParts) {
    this.#parts = parts;
    this.#source = source;
    this.#tally = new ReplayTally(source.title, source.producerIds.join(', '));
    this.#run = this.#runInLog() ?? {
      name: source.name,
      startMs: parts.clock.nowMs(),
      speed: parts.speed,
    };
    this.#id = replayId(this.#run);
    this.#before = parts.writer.state.furthest(this.#id);
    this.#tally.begin(this.#run.startMs, this.#run.speed);
  }

  get run(): ReplayRun {
    return this.#run;
  }

  summary(): ReplaySummary {
    return this.#tally.summary();
  }

  /** Resolves when all its facts are in the log, or with `failed` in the summary. */
  async play(): Promise<void> {
    const { logger, closing } = this.#parts;
    logger.info({ code: 'feed.replaying', run: this.#id, source: this.#source.title }, 'replaying');
    try {
      for await (const entry of this.#source.entries()) await this.#say(entry);
      await Promise.all(this.#underWay);
      this.#stopWhereFailed();
      this.#tally.end('finished');
      logger.info({ code: 'feed.replayed', ...this.#tally.summary() }, 'replayed');
    } catch (error) {
      this.#tally.end('failed');
      if (closing.aborted) return;
      logger.error({ code: 'feed.replay-failed', err: error, ...this.#tally.summary() }, 'failed');
    }
  }

  #stopWhereFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #runInLog(): ReplayRun | undefined {
    const newest = this.#parts.writer.state.replaysOf(this.#source.name).at(-1);
    return newest === undefined ? undefined : parseReplayRun(newest);
  }

  async #say(entry: ReplayEntry): Promise<void> {
    const { atMs, statements, faults } = entry;
    if (atMs !== undefined) this.#clock ??= new RunClock(this.#run, atMs);
    const dueMs = this.#clock?.at(atMs ?? 0) ?? utcMs(this.#run.startMs);
    if (statements.length > 0) await this.#pace(dueMs);
    this.#tally.entry(statements.length, faults.length, dueMs);
    if (this.#clock !== undefined)
      for (const [index, said] of statements.entries())
        await this.#send(said, entry, index, this.#clock);
    this.#askAgain(entry.recoveries ?? []);
    await this.#report(entry);
  }

  async #pace(dueMs: UtcMs): Promise<void> {
    const { clock, closing, metrics } = this.#parts;
    const replay = this.#source.title;
    closing.throwIfAborted();
    if (this.#run.speed >= SPEED_MAX) return;
    for (let waitMs = dueMs - clock.nowMs(); waitMs > 0; waitMs = dueMs - clock.nowMs())
      await sleep(Math.min(waitMs, NAP_MS_MAX), undefined, { signal: closing });
    metrics.replayLag.set({ replay }, (clock.nowMs() - dueMs) / 1_000);
  }

  async #send(
    said: SourceStatement,
    entry: ReplayEntry,
    index: number,
    clock: RunClock,
  ): Promise<void> {
    const { writer } = this.#parts;
    const isThere = this.#hasLanded(said, entry.number, index);
    this.#tally.fact(said.statement.type, isThere);
    if (isThere) return;
    await writer.roomFor(limits.feedFactsInFlightMax);
    this.#stopWhereFailed();
    const sourceId = stepId(this.#id, entry.number, index);
    const producerId = said.producerId ?? this.#source.producerIds[0] ?? '';
    const fact: Fact = { ...this.#versioned(clock.onClock(said.statement)), producerId, sourceId };
    const written =
      said.fixtureId === null
        ? writer.broadcast(fact)
        : writer.write({ key: said.fixtureId, fact });
    const landing = written.then(
      () => undefined,
      (error: unknown) => this.#refused(error, entry),
    );
    this.#underWay.add(landing);
    void landing.then(() => this.#underWay.delete(landing));
  }

  /** What is missing anywhere is sent everywhere again: readers know a repeat. */
  #hasLanded({ fixtureId }: SourceStatement, entry: number, index: number): boolean {
    const { state } = this.#parts.writer;
    const partitions = fixtureId === null ? oddsPartitions : [partitionOfFixture(fixtureId)];
    return partitions.every((of) => isUpTo(entry, index, state.landed(this.#id, of)));
  }

  /** The answer comes by the source itself; a request that is refused is an operator's to repeat. */
  #askAgain(recoveries: readonly Recovery[]): void {
    const { recovery, logger } = this.#parts;
    if (recovery === undefined) return;
    for (const wish of recoveries)
      recover(recovery, wish).catch((error: unknown) =>
        logger.error({ code: 'feed.recovery-refused', err: error, ...wish }, 'recovery refused'),
      );
  }

  /** Where a trader has given a result meanwhile, the source's own counts on from there. */
  #versioned(said: Statement): Statement {
    if (said.type !== 'MarketResulted' && said.type !== 'ResultRolledBack') return said;
    const known = this.#parts.writer.state.markets.get(said.marketId)?.resultVersion ?? 0;
    const least = said.type === 'MarketResulted' ? known + 1 : known;
    return { ...said, resultVersion: Math.max(said.resultVersion, least) };
  }

  /** A fact that the broker does not take is a dead letter; anything else ends the replay. */
  async #refused(error: unknown, entry: ReplayEntry): Promise<void> {
    if (!(error instanceof FeedError) || error.code !== 'fact_refused') {
      this.#failure ??= error;
      return;
    }
    const original = Buffer.from(JSON.stringify(entry.statements));
    await this.#letter(entry, 'TOO_LARGE', error.message, original);
  }

  async #report(entry: ReplayEntry): Promise<void> {
    const [fault] = entry.faults;
    if (fault === undefined || entry.number < this.#before) return;
    const details = entry.faults.map(({ detail }) => detail).join('; ');
    await this.#letter(entry, fault.code, details, entry.original ?? Buffer.alloc(0));
  }

  async #letter(
    { number }: ReplayEntry,
    code: Parameters<DeadLetters['write']>[0]['code'],
    detail: string,
    original: Uint8Array,
  ): Promise<void> {
    const { deadLetters, metrics, logger } = this.#parts;
    const source = `feed/${this.#source.title}/${number}`;
    metrics.deadLetters.inc({ code });
    logger.warn({ code: 'feed.dead-letter', source, fault: code, detail }, 'a line was not taken');
    await deadLetters.write({
      source,
      code,
      detail: detail.slice(0, limits.textLengthMax),
      original,
    });
  }
}
