import { limits, partitionOf, topics, type BetCommand } from '@stakelog/contracts';
import type { Codec } from '@stakelog/kafka';
import type { PlacedAnswer } from '@stakelog/projections';
import { crashPoint, Problem, systemClock, type Clock } from '@stakelog/runtime';
import { Backlog } from './backlog';
import type { CommandLog } from './command-log';
import type { DecisionTail } from './decision-tail';
import type { DecisionWait } from './decision-wait';

/** What a request is told. `pending`: not decided within the budget, follow the status URL. */
export type CommandReply =
  | { readonly status: 'decided' | 'held'; readonly body: string; readonly position: string }
  | { readonly status: 'pending' };

/** An append without an outcome is tried again this often, while the budget lasts. */
const RETRY_MS = 50;

/** Of a partition that is refused: each question is a connection. */
const END_ASKED_EVERY_MS = 1_000;

/** Two bodies under one key are sent once more at random times, so that no batch holds both again. */
const SPREAD_MS = 20;

/** Of one request: whether any append of it may have reached the log, and whether its time is up. */
type Sending = { mayBeInLog: boolean; over: boolean };

/** Sends commands to the log, and answers with what counted batches say about them. */
export class Commands {
  private inFlight = 0;
  private readonly backlog: Backlog;
  /** Partitions whose end was asked for a moment ago. */
  private readonly looking = new Set<number>();

  constructor(
    private readonly log: CommandLog,
    private readonly tail: DecisionTail,
    private readonly codec: Pick<Codec, 'encode'>,
    private readonly decisionWaitMs: number = limits.decisionWaitMs,
    private readonly clock: Clock = systemClock,
    /** At least 0, below 1. */
    private readonly random: () => number = Math.random,
  ) {
    this.backlog = new Backlog(clock);
  }

  /**
   * Throws the problems `idempotency-key-reused`, `overloaded` and, where it is certain that nothing
   * was sent, `log-unavailable`. Never guesses: what no batch has answered in time is pending.
   */
  async ask(command: BetCommand): Promise<CommandReply> {
    const partition = partitionOf(command.accountId, topics['bet.commands'].partitions);
    this.refuseOverload(partition);
    this.inFlight++;
    const wait = this.tail.listen(command.commandId, partition);
    const sending = { mayBeInLog: false, over: false };
    try {
      const heard = await this.within(this.decisionWaitMs, this.decide(command, wait, sending));
      crashPoint('api.before-reply');
      if (heard !== undefined) return reply(this.newest(heard));
      if (sending.mayBeInLog) return { status: 'pending' };
      throw new Problem('log-unavailable', 'nothing was sent; repeat under the same key', {
        retryAfterSeconds: 1,
      });
    } finally {
      sending.over = true;
      wait.end();
      this.inFlight--;
    }
  }

  /** Early, before anything is appended: what waits already fills the time that a request has. */
  private refuseOverload(partition: number): void {
    const commandsNext = this.tail.progress(partition)?.commandsNext ?? 0;
    const late = this.backlog.ageMs(partition, commandsNext) > limits.backlogAgeMsMax;
    if (late) this.lookAtEnd(partition);
    if (late || this.inFlight >= limits.requestsInFlightMax)
      throw new Problem('overloaded', 'repeat under the same key', { retryAfterSeconds: 1 });
  }

  /** Where the log went back, nothing may be left to wait for: without this, nobody would be let in to find out. */
  private lookAtEnd(partition: number): void {
    if (this.looking.has(partition)) return;
    this.looking.add(partition);
    this.log
      .endOffset(partition)
      .then(
        (end) => this.backlog.ends(partition, end),
        () => undefined,
      )
      .finally(() => this.clock.after(END_ASKED_EVERY_MS, () => this.looking.delete(partition)));
  }

  get requestsInFlight(): number {
    return this.inFlight;
  }

  /** A repeat of what is held says little; what was first said of it, or by now decided, says all. */
  private newest(heard: PlacedAnswer): PlacedAnswer {
    return heard.state === 'held' ? (this.tail.known(heard.commandId) ?? heard) : heard;
  }

  private async decide(
    command: BetCommand,
    wait: DecisionWait,
    sending: Sending,
  ): Promise<PlacedAnswer | undefined> {
    const value = this.codec.encode('bet.commands', command);
    for (let spreadMs = SPREAD_MS; !sending.over; spreadMs *= 2) {
      await this.append(command.accountId, value, wait, sending);
      const heard = await wait.answer;
      if (heard !== 'unclear') return heard;
      wait.again();
      await this.clock.sleep(this.random() * spreadMs);
    }
    return undefined;
  }

  /** Tries until the broker has said where the command stands: a repeat of it has no effect. */
  private async append(
    key: string,
    value: Buffer,
    wait: DecisionWait,
    sending: Sending,
  ): Promise<void> {
    while (!sending.over) {
      const before = sending.mayBeInLog;
      sending.mayBeInLog = true;
      const appended = await this.log.append(wait.partition, key, value);
      if (appended.status === 'appended') {
        this.backlog.appended(wait.partition, appended.offset);
        return wait.appendedAt(appended.offset);
      }
      if (appended.nothingSent) sending.mayBeInLog = before;
      await this.clock.sleep(RETRY_MS);
    }
  }

  /** Undefined when the time is up. A problem after that has nobody to hear it. */
  private async within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
    const late = Promise.withResolvers<undefined>();
    const cancel = this.clock.after(ms, () => late.resolve(undefined));
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      cancel();
      work.catch(() => undefined);
    }
  }
}

function reply({ state, body, asOf: position }: PlacedAnswer): CommandReply {
  switch (state) {
    case 'conflict':
      throw new Problem('idempotency-key-reused', 'use a new key for another request');
    case 'held':
      return { status: 'held', body, position };
    case 'final':
      return { status: 'decided', body, position };
  }
}
