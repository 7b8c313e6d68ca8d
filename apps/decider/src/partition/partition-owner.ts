import { limits, limitsHash, type InputsRewound } from '@stakelog/contracts';
import { nextDeadlineMs, rulesVersion, type RelevantFact } from '@stakelog/domain';
import {
  crc32c,
  LogError,
  writePosition,
  type Appender,
  type BrokerTime,
  type Codec,
  type Log,
  type PositionStore,
} from '@stakelog/kafka';
import { crashPoint, type Clock, type Dependency, type Logger } from '@stakelog/runtime';
import type { Snapshots } from '../snapshot/snapshots';
import type { DeciderMetrics } from '../decider-metrics';
import type { AdoptedFacts } from '../facts/adopted-facts';
import type { DeadLetters } from './dead-letters';
import { BrokerClock } from './broker-clock';
import type { BrokerTimes } from './broker-times';
import { CommandsQueue } from './commands-queue';
import { Follower, type OwnEpoch } from './follower';
import { appendTurn, decideTurn, type DecidedTurn, type Tenure } from './tenure';
import { Rewinds, type Acceptance } from './rewinds';
import type { SettlingTurns } from './settling-turns';
import { WakeUp } from './wake-up';

export type OwnerOptions = {
  readonly log: Log;
  readonly codec: Codec;
  /** Into bet.events, of all partitions of this process: their small batches share requests. */
  readonly appender: Appender;
  readonly facts: AdoptedFacts;
  readonly clock: Clock;
  /** Without them, silence is counted from when this process came. */
  readonly brokerTimes?: Pick<BrokerTimes, 'newest'> | undefined;
  /** A name for each time that this process takes a partition: nobody else ever has it (R2). */
  readonly newWriter: () => string;
  readonly logger: Logger;
  readonly metrics: DeciderMetrics;
  readonly deadLetters: DeadLetters;
  readonly health: Dependency;
  readonly partition: number;
  readonly positions: PositionStore;
  /** To start from; without them the log is read from offset 0. */
  readonly snapshots?: Pick<Snapshots, 'partition'> | undefined;
  /** Of all partitions of this process. */
  readonly settling: SettlingTurns;
  readonly acceptRewind: boolean;
};

const RETRY_MS = 250;
const REFUSALS_MAX = 3;

/**
 * Two that stand by see the same silence end at the same moment, and the record of the one that comes second
 * would make the first give up as well, again and again: each waits a little time of its own.
 */
const spreadMs = (writer: string): number => crc32c(Buffer.from(writer)) % limits.takeoverSpreadMs;

/** Whether only an operator helps. Inputs that went back are looked at again first: see `Rewinds`. */
const stops = ({ recover, code }: LogError) =>
  recover === 'stop' && code !== 'too_large' && code !== 'inputs_rewound';

/**
 * One partition from the side of a process that may own it: follows the log, takes the partition when it may
 * (R12), decides until it loses it, and begins again. Nothing but the log says what happened.
 */
export class PartitionOwner {
  tenure: Tenure | undefined;
  private readonly options: OwnerOptions;
  private readonly wakeUp: WakeUp;
  private readonly rewinds: Rewinds;
  private stopping = false;
  private refusals = 0;
  private positionWrittenAtMs = 0;
  /** Since when the clocks disagree, by the monotonic one. */
  private blockedSinceMs: number | undefined;
  /** Under which this owner tried to open epochs: what it wrote itself it need not outwait. */
  private readonly writers = new Set<string>();

  constructor(options: OwnerOptions) {
    this.options = options;
    this.wakeUp = new WakeUp(options.clock);
    this.rewinds = new Rewinds({ ...options, acceptAll: options.acceptRewind });
    options.facts.onRelevant((fact) => this.hear(fact));
  }

  /** Runs until `stop`, or until the partition must not go on without an operator. */
  async run(): Promise<void> {
    let atOnce = false;
    while (!this.stopping) {
      try {
        await this.ownOnce(atOnce);
        return;
      } catch (error) {
        if (this.stopping) return;
        atOnce = this.lost(error);
        if (this.stopping) return;
        await (this.rewinds.isWaiting
          ? this.rewinds.decision()
          : this.options.clock.sleep(RETRY_MS));
      }
    }
  }

  get partition(): number {
    return this.options.partition;
  }

  /** Goes on behind the input that went back; says which, or undefined where none did (R6). */
  acceptRewind(by: Acceptance): string | undefined {
    return this.rewinds.accept(by);
  }

  /** Finishes the append in flight, and no more. */
  stop(): void {
    this.stopping = true;
    this.rewinds.release();
    this.wakeUp.wake();
  }

  /** Says why the partition was lost, and whether its next epoch may be opened at once. */
  private lost(error: unknown): boolean {
    const { partition, logger, metrics, health } = this.options;
    this.tenure = undefined;
    const fault = error instanceof LogError ? error : undefined;
    const code = fault?.code ?? 'failed';
    metrics.lost(partition, code);
    logger.warn({ code: `decider.${code}`, partition, err: error }, 'partition lost');
    if (code === 'too_large') this.refusals++;
    if (fault === undefined) throw error;
    if (this.rewinds.isWaiting || this.refusals >= REFUSALS_MAX || stops(fault)) {
      this.stopping = !this.rewinds.isWaiting;
      metrics.stopped(partition, code);
      health.down(`stopped: ${fault.message}`);
      logger.error({ code: 'decider.stopped', partition, err: error }, 'an operator is needed');
      return false;
    }
    health.down(fault.message);
    return code === 'outcome_unknown' || code === 'too_large';
  }

  private async ownOnce(atOnce: boolean): Promise<void> {
    const { log, codec, facts, partition, metrics } = this.options;
    const onDropped = (reason: string) => metrics.dropped(partition, reason);
    const start = await this.options.snapshots?.partition(partition, facts);
    const follower = new Follower({ log, codec, facts, partition, start, onDropped });
    let commands: CommandsQueue | undefined;
    let deciding: Promise<void> | undefined;
    try {
      const startedAtMs = this.options.clock.monotonicMs();
      await follower.atEnd();
      const own = await this.takePartition(follower, atOnce);
      if (own === undefined) return;
      await follower.close();
      crashPoint('decider.recovering');
      const rewound = await this.rewinds.check(follower);
      const failure = Promise.withResolvers<never>();
      failure.promise.catch(() => undefined);
      await this.rewinds.goBack(follower.state, rewound);
      commands = this.openCommands(follower, failure.reject);
      const clock = this.brokerClock(commands);
      clock.hear(own.openedAtMs);
      this.tenure = this.newTenure(own, follower, commands, clock, rewound);
      metrics.recovered(partition, (this.options.clock.monotonicMs() - startedAtMs) / 1_000);
      deciding = this.decideUntilStopped(this.tenure);
      await Promise.race([deciding, failure.promise]);
    } finally {
      // Whatever ended the tenure, its last append is over before another one begins.
      if (this.tenure !== undefined) this.tenure.ended = true;
      this.options.settling.leave(this.options.partition);
      this.wakeUp.wake();
      await Promise.allSettled([deciding, follower.close(), commands?.close()]);
    }
  }

  /** R1, R12: opens the next epoch when the partition is silent, and waits until it has taken effect. */
  private async takePartition(
    follower: Follower,
    atOnce: boolean,
  ): Promise<(OwnEpoch & { writer: string; openedAtMs: number | undefined }) | undefined> {
    const { partition, clock, metrics, logger } = this.options;
    const goesOn = atOnce && this.writers.has(follower.writer);
    const writer = this.options.newWriter();
    if (!goesOn && follower.epoch > 0) await this.silence(follower, spreadMs(writer));
    if (this.stopping) return undefined;
    this.writers.add(writer);
    const epoch = follower.epoch + 1;
    const own = follower.ownEpoch(writer);
    own.catch(() => undefined);
    const opened = {
      type: 'EpochOpened',
      epoch,
      writer,
      rules: rulesVersion,
      limitsHash: limitsHash(),
      openedAtMs: clock.nowMs(),
    } as const;
    const value = this.options.codec.encode('bet.events', opened);
    // The turn of this append may come seconds later: whoever was silent may be heard again by then.
    const isWanted = () =>
      goesOn || epoch === 1 || this.silentMs(follower) >= limits.takeoverAfterMs;
    const records = [{ key: null, value }];
    const appended = await this.options.appender.append(partition, records, isWanted);
    if (appended.status === 'unknown') throw new LogError('outcome_unknown', appended.cause);
    const met = await Promise.race([own, this.passed(follower, epoch)]);
    crashPoint('decider.epoch-opened');
    if (met === undefined) throw new LogError('fenced', 'another writer opened the epoch first');
    for (const older of this.writers) if (older !== writer) this.writers.delete(older);
    metrics.epochOpened(partition);
    logger.info({ code: 'decider.epoch-opened', partition, epoch, writer }, 'partition taken');
    return { ...met, writer, openedAtMs: appended.appendedAtMs };
  }

  /** Waits until it is proved that no writer was heard for `takeoverAfterMs`, and a little longer. */
  private async silence(follower: Follower, longerMs: number): Promise<void> {
    const { health } = this.options;
    for (;;) {
      const silentMs = this.silentMs(follower);
      if (this.stopping || silentMs >= limits.takeoverAfterMs + longerMs) return;
      health.starting(`standing by: ${Math.round(silentMs)} ms of silence`);
      await Promise.race([this.options.clock.sleep(RETRY_MS / 5), follower.failed]);
    }
  }

  private silentMs(follower: Follower): number {
    return follower.silentForMs([...this.brokerTimes(), this.options.brokerTimes?.newest()]);
  }

  /** Resolves with nothing when the log has been read to the end and the epoch of ours had no effect. */
  private async passed(follower: Follower, epoch: number): Promise<undefined> {
    await follower.atEnd();
    while (follower.epoch < epoch) await this.options.clock.sleep(RETRY_MS / 10);
    await this.options.clock.sleep(RETRY_MS);
    return undefined;
  }

  private openCommands({ state }: Follower, error: (error: Error) => void): CommandsQueue {
    const { log, codec, partition } = this.options;
    const position = { next: state.commandsNext, crc: state.commandsCrc };
    const on = { data: () => this.wakeUp.wake(), error };
    return new CommandsQueue(log, codec, partition, position, on);
  }

  private brokerClock(commands: CommandsQueue): BrokerClock {
    return new BrokerClock(this.options.clock, () => [
      commands.brokerTime(),
      ...this.brokerTimes(),
    ]);
  }

  /** What the broker's clock showed last, as other topics than this partition's tell. */
  private brokerTimes(): readonly (BrokerTime | undefined)[] {
    return [this.options.facts.reader.log.newestAppendTimeMs()];
  }

  private newTenure(
    { epoch, writer, nextOffset }: OwnEpoch & { writer: string },
    { state }: Follower,
    commands: CommandsQueue,
    clock: BrokerClock,
    rewound: readonly InputsRewound[],
  ): Tenure {
    const { partition, codec, appender, settling } = this.options;
    const monotonicMs = () => this.options.clock.monotonicMs();
    const lastEventId = `${partition}-${epoch}-0-0`;
    const batchOffset = nextOffset - 1;
    const position = { batchOffset, nextOffset, epoch, writer, batch: 0, lastEventId };
    const own = { partition, epoch, writer, state, commands, clock, monotonicMs, appender, codec };
    const workMax = limits.settlementsPerBatchMin;
    return { ...own, settling, batch: 0, nextOffset, position, rewound, workMax, ended: false };
  }

  /** One append is on its way at a time; where more work waits, the next batch is decided meanwhile. */
  private async decideUntilStopped(tenure: Tenure): Promise<void> {
    let appending: Promise<void> | undefined;
    this.blockedSinceMs = undefined;
    try {
      while (!this.stopping && !tenure.ended) {
        const decided = await decideTurn(tenure);
        await appending;
        appending = undefined;
        if (decided === undefined) await this.clockDisagrees(tenure);
        else if (!this.stopping && !tenure.ended) appending = this.append(tenure, decided);
        appending?.catch(() => undefined);
        const hasWork = tenure.state.work.size > 0;
        const maySettle = hasWork && this.maySettle();
        if (tenure.commands.hasMore || maySettle) await this.options.clock.turn();
        else {
          if (!hasWork) await appending;
          if (decided !== undefined) await this.wakeUp.within(this.idleMs(tenure));
        }
      }
    } finally {
      await Promise.allSettled([appending]);
    }
  }

  private async append(tenure: Tenure, decided: DecidedTurn): Promise<void> {
    const { health, metrics, deadLetters } = this.options;
    const turned = await appendTurn(tenure, decided);
    this.blockedSinceMs = undefined;
    // An adoption between two tries says nothing about the decisions that were refused (R7).
    if (turned.decisions.length > 0) this.refusals = 0;
    this.rewinds.recorded();
    health.up(`epoch ${tenure.epoch}`);
    metrics.turned(tenure, turned);
    deadLetters.report(tenure.partition, turned);
    void this.keepPosition(tenure);
  }

  /** Nothing is decided until the clock and the broker's agree, or the broker's time is asked by recovering (R9). */
  private async clockDisagrees({ clock: brokerClock }: Tenure): Promise<void> {
    const { health, clock } = this.options;
    this.blockedSinceMs ??= clock.monotonicMs();
    health.down(`the clock is ${Math.round(brokerClock.aheadMs())} ms ahead of the broker's`);
    if (clock.monotonicMs() - this.blockedSinceMs > limits.takeoverAfterMs)
      throw new LogError('outcome_unknown', 'the broker’s time must be asked again');
    await clock.sleep(RETRY_MS);
  }

  /** Whether its turn to settle has come; if not, what comes meanwhile is decided. */
  private maySettle(): boolean {
    const { settling, partition } = this.options;
    return settling.wait(partition, () => this.wakeUp.nudge());
  }

  /** Until the next timer, or the adoption that an idle partition makes. In milliseconds. */
  private idleMs({ state }: Tenure): number {
    const deadlineMs = nextDeadlineMs(state);
    if (deadlineMs === undefined) return limits.adoptionIntervalMs;
    const untilDueMs = deadlineMs - this.options.clock.nowMs();
    return Math.max(1, Math.min(untilDueMs, limits.adoptionIntervalMs));
  }

  /** A fact that may change this partition's bets makes a batch; others ride along. */
  private hear(fact: RelevantFact): void {
    const state = this.tenure?.state;
    if (state === undefined) return;
    if ('undecodable' in fact || state.betsByMarket.has(fact.marketId)) this.wakeUp.wake();
  }

  /** Beside the money path: a file that waits for its disk holds no bet back. */
  private async keepPosition({ partition, position }: Tenure): Promise<void> {
    const nowMs = this.options.clock.monotonicMs();
    if (nowMs - this.positionWrittenAtMs < limits.positionFileIntervalMs) return;
    this.positionWrittenAtMs = nowMs;
    const { positions, logger } = this.options;
    await writePosition(positions, 'bet.events', partition, position).catch((err: unknown) =>
      logger.warn({ code: 'decider.position-unwritten', partition, err }, 'betting goes on'),
    );
  }
}
