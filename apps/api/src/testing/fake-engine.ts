import {
  decimalOdds,
  limits,
  minorDelta,
  minorUnits,
  utcMs,
  type BetCommand,
  type BetEvent,
  type PlaceBets,
} from '@stakelog/contracts';
import { bodyCheck } from '@stakelog/domain';
import { memoryCodec, type DecisionEvent } from '@stakelog/kafka';
import type { CommandAppended, CommandLog } from '../commands/command-log';
import type { DecisionTail } from '../commands/decision-tail';

type Appended = { readonly offset: number; readonly command: BetCommand };
type Answered = {
  readonly hash: string;
  answers: readonly BetEvent[];
  atMs: number;
  offset: number;
};

/** What the next append does: be taken, be lost in either way, or be refused before it is sent. */
export type Trouble = 'none' | 'lost' | 'taken-unsaid' | 'unsent';

/**
 * Log and decider in memory, for specs of the edge alone: decides by key, and a ticket by its stake
 * (above 1 000 is refused) and market (`late:` is held). Batches are made when `decide` is called,
 * or at once.
 */
export class FakeEngine implements CommandLog {
  readonly commands: BetCommand[] = [];
  /** Outcomes of the coming appends; `none` after the last. */
  readonly troubles: Trouble[] = [];
  nowMs = 1_790_000_000_000;
  atOnce = true;
  private readonly codec = memoryCodec();
  private readonly ends = new Map<number, number>();
  private readonly undecided = new Map<number, Appended[]>();
  private readonly keys = new Map<string, Answered>();
  private readonly eventEnds = new Map<number, number>();

  constructor(private readonly tail: DecisionTail) {}

  get encoder() {
    return this.codec;
  }

  async append(partition: number, key: string, value: Buffer): Promise<CommandAppended> {
    const trouble = this.troubles.shift() ?? 'none';
    if (trouble === 'unsent') return { status: 'unknown', cause: 'refused', nothingSent: true };
    if (trouble === 'lost') return { status: 'unknown', cause: 'reset', nothingSent: false };
    const command = this.codec.decode('bet.commands', value);
    if (command.accountId !== key) throw new Error('the key of a command is its account');
    const offset = this.ends.get(partition) ?? 0;
    this.ends.set(partition, offset + 1);
    this.commands.push(command);
    this.undecided.set(partition, [...(this.undecided.get(partition) ?? []), { offset, command }]);
    if (this.atOnce) setImmediate(() => this.decide());
    if (trouble === 'taken-unsaid')
      return { status: 'unknown', cause: 'reset', nothingSent: false };
    return { status: 'appended', offset };
  }

  async endOffset(partition: number): Promise<number> {
    return this.ends.get(partition) ?? 0;
  }

  /** One batch per partition with all that waits; partitions without commands adopt only. */
  decide(partitions: readonly number[] = [...this.undecided.keys()]): void {
    for (const partition of partitions) {
      const waiting = this.undecided.get(partition) ?? [];
      this.undecided.delete(partition);
      const baseOffset = this.eventEnds.get(partition) ?? 0;
      const events: DecisionEvent[] = [];
      for (const { command } of waiting)
        events.push(...this.answer(command, baseOffset + events.length + 1));
      this.publish(partition, events);
    }
  }

  /** A counted batch with these events. */
  publish(partition: number, events: readonly DecisionEvent[]): void {
    const baseOffset = this.eventEnds.get(partition) ?? 0;
    const commandsNext = this.ends.get(partition) ?? 0;
    const nextOffset = baseOffset + 1 + events.length;
    this.eventEnds.set(partition, nextOffset);
    const head = {
      epoch: 1,
      writer: 'fake',
      batch: 1,
      commandsCrc: 0,
      oddsNext: [],
      workOpen: 0,
      workTaken: 0,
    };
    const decidedAtMs = utcMs(this.nowMs);
    const record = (offset: number) => ({
      partition,
      offset,
      appendedAtMs: this.nowMs,
      key: null,
      value: null,
      headers: {},
    });
    this.tail.onBatch({
      partition,
      opening: {
        type: 'InputsAdopted',
        ...head,
        records: events.length,
        decidedAtMs,
        commandsNext,
      },
      openingRecord: record(baseOffset),
      baseOffset,
      nextOffset,
      records: events.map((event, index) => ({
        offset: baseOffset + 1 + index,
        index: index + 1,
        eventId: `${partition}-1-1-${index + 1}`,
        event,
        record: record(baseOffset + 1 + index),
      })),
    });
  }

  private answer(command: BetCommand, offset: number): readonly DecisionEvent[] {
    const { accountId, commandId, idempotencyKey, bodyHash } = command;
    const key = `${accountId} ${idempotencyKey}`;
    const known = this.keys.get(key);
    if (known === undefined) {
      const answers = firstAnswer(command, this.nowMs);
      const answered = {
        hash: bodyHash,
        answers,
        atMs: this.nowMs,
        offset: offset + answers.length - 1,
      };
      this.keys.set(key, answered);
      return answers;
    }
    if (known.hash !== bodyHash)
      return [
        {
          type: 'CommandRejected',
          accountId,
          commandId,
          bodyCheck: bodyCheck(command),
          code: 'IDEMPOTENCY_CONFLICT',
          detail: null,
        },
      ];
    const held = known.answers[0]?.type === 'BetHeld';
    return [
      {
        type: 'CommandRepeated',
        accountId,
        commandId,
        idempotencyKey,
        held,
        answeredAtMs: held ? null : utcMs(known.atMs),
        answerOffset: held ? null : known.offset,
        answers: held ? [] : known.answers,
      },
    ];
  }

  /** The deadline of a held ticket: it is accepted now. */
  endHold(partition: number, ticketId: string): void {
    const held = [...this.keys.values()].find(
      ({ answers: [first] }) => first?.type === 'BetHeld' && first.ticketId === ticketId,
    );
    const [first] = held?.answers ?? [];
    if (held === undefined || first?.type !== 'BetHeld' || first.command.type !== 'PlaceBets')
      throw new Error('no such hold');
    const accepted = acceptance(first.command, this.nowMs);
    Object.assign(held, {
      answers: accepted,
      atMs: this.nowMs,
      offset: (this.eventEnds.get(partition) ?? 0) + accepted.length,
    });
    this.publish(partition, accepted);
  }
}

function firstAnswer(command: BetCommand, nowMs: number): readonly DecisionEvent[] {
  const { accountId, commandId } = command;
  const head = { accountId, commandId, bodyCheck: bodyCheck(command) };
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- specs of the edge send few commands
  switch (command.type) {
    case 'OpenAccount': {
      const { currency, jurisdiction } = command;
      return [{ type: 'AccountOpened', ...head, currency, jurisdiction }];
    }
    case 'Deposit': {
      const { amount, paymentRef } = command;
      return [{ type: 'FundsDeposited', ...head, amount, paymentRef, postings: [] }];
    }
    case 'Withdraw': {
      const { amount, withdrawalId } = command;
      return [{ type: 'WithdrawalRequested', ...head, amount, withdrawalId, postings: [] }];
    }
    case 'CompleteWithdrawal':
      return [{ type: 'CommandRejected', ...head, code: 'WITHDRAWAL_UNKNOWN', detail: null }];
    case 'PlaceBets':
      return ticket(command, nowMs);
    default:
      return [{ type: 'CommandRejected', ...head, code: 'NOT_SUPPORTED', detail: null }];
  }
}

function ticket(command: PlaceBets, nowMs: number): readonly DecisionEvent[] {
  const { accountId, ticketId, bets, selections } = command;
  if (nowMs > command.expiresAtMs) return [refusal(command, 'REQUEST_STALE')];
  if (bets.some(({ stake }) => stake > 1_000)) return [refusal(command, 'STAKE_ABOVE_MAX')];
  if (!selections.some(({ marketId }) => marketId.startsWith('late:')))
    return acceptance(command, nowMs);
  return [
    {
      type: 'BetHeld',
      bodyCheck: bodyCheck(command),
      accountId,
      ticketId,
      deadlineMs: utcMs(nowMs + limits.betDelayMsMax),
      delay: { marketMs: 5_000, accountMs: 0, appliedMs: 5_000 },
      legs: [],
      command,
      postings: [],
    },
  ];
}

const refusal = (command: PlaceBets, code: 'STAKE_ABOVE_MAX' | 'REQUEST_STALE'): DecisionEvent => ({
  type: 'BetRejected',
  accountId: command.accountId,
  ticketId: command.ticketId,
  bodyCheck: bodyCheck(command),
  reasons: [{ code, level: 'bet', bet: 0, leg: null, detail: null }],
  alternative: { stakes: [minorUnits(1_000)], odds: [] },
  policyVersion: 1,
  facts: [{ partition: 5, offset: 99 }],
  postings: [],
});

function acceptance(command: PlaceBets, nowMs: number): readonly DecisionEvent[] {
  const { accountId, ticketId, bets, selections } = command;
  return bets.map((bet, index) => ({
    type: 'BetAccepted',
    bodyCheck: bodyCheck(command),
    accountId,
    ticketId,
    bet: index,
    quoteId: null,
    kind: bet.kind,
    sizes: bet.sizes,
    positions: [],
    eachWay: bet.eachWay,
    lines: bet.lines,
    unitStake: null,
    stake: bet.stake,
    funding: bet.funding,
    freeBetId: null,
    legs: selections.map(({ marketId, outcomeId, odds }) => ({
      marketId,
      outcomeId,
      requestedOdds: null,
      odds: decimalOdds(odds),
      fraction: null,
      oddsAt: { partition: 5, offset: 99 },
      marketVersion: 3,
      scoreVersion: null,
      scoreAtAcceptance: null,
      placeTerms: null,
      reductionMethod: null,
      antePost: false,
      ruleSetId: null,
    })),
    potentialReturn: minorUnits(bet.stake * 2),
    maxPayout: null,
    rounding: 'HALF_UP',
    acceptedAtMs: utcMs(nowMs),
    policyVersion: 1,
    factorBps: null,
    bonusTerms: [],
    postings: [{ code: 'cash', amount: minorDelta(-bet.stake) }],
  }));
}
