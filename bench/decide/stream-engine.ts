import {
  accountId,
  assert,
  decimalOdds,
  fixtureId,
  marketId,
  outcomeId,
  partitionOf,
  topics,
  utcMs,
  type AccountId,
  type BetCommand,
  type BetEvent,
  type OddsEvent,
} from '@stakelog/contracts';
import { commands, placeBets, selection } from '../../libs/testing/src/build-commands';
import { facts, offered } from '../../libs/testing/src/build-facts';
import { stream, streamMarkets, type StreamCommand } from './bet-stream';
import { AnswerTally } from './stream-answers';

export type KeyedFact = { readonly key: string; readonly fact: OddsEvent };

const outcomeIds = ['home', 'draw', 'away'] as const;
const marketOf = (market: number) => marketId(`1.${200_000_000 + market}`);
/** Of a request; long enough for any backlog. */
const LIFE_MS = 3_600_000;
const { partitions } = topics['bet.commands'];

/** One fixture and market for each of the stream's; the suspended ones are suspended. */
export function streamFacts(nowMs: number): readonly KeyedFact[] {
  const sourced = sources(nowMs);
  const of = streamMarkets().flatMap(({ suspended, odds }, number) => {
    const fixture = fixtureId(`fixture-${number}`);
    const market = { marketId: marketOf(number) };
    const outcomes = odds.map((each, index) => offered(outcomeIds[index] ?? '', each * 10));
    const tradingState = suspended ? 'SUSPENDED' : 'OPEN';
    return [
      facts.fixtureDefined({ ...sourced(), fixtureId: fixture }),
      facts.marketDefined({ ...sourced(), ...market, fixtureId: fixture }),
      facts.snapshot({ ...sourced(), ...market, outcomes, tradingState }),
    ].map((fact) => ({ key: fixture, fact }));
  });
  return [{ key: 'policy', fact: facts.policy(sourced()) }, ...of];
}

/** A source id for each, all told now. */
function sources(nowMs: number) {
  let number = 0;
  return () => ({ sourceId: `stream-${number++}`, receivedAtMs: utcMs(nowMs) });
}

/** The stream under accounts and keys of its own, so that every lap gives the same answers. */
export class StreamLap {
  readonly lap: number;
  /** By their number in the stream. */
  readonly accounts: readonly AccountId[];
  private readonly nowMs: number;

  /** `lap` is one digit, the first of every key. With a partition, all accounts live in it. */
  constructor(lap: number, nowMs: number, partition?: number) {
    assert(lap >= 0 && lap <= 9, 'a lap is one digit');
    this.lap = lap;
    this.nowMs = nowMs;
    this.accounts = Array.from({ length: stream.accounts }, (_, account) => {
      const id = `lap${lap}-account-${account}`;
      return accountId(partition === undefined ? id : livingIn(partition, id));
    });
  }

  /** Every account is opened and paid into. */
  opening(): readonly BetCommand[] {
    const { lap, nowMs } = this;
    return this.accounts.flatMap((account, number) => {
      const key = (what: string) => ({
        ...this.named(`${what}-${lap}-${number}`),
        accountId: account,
      });
      return [
        commands.openAccount(nowMs, key('open')),
        commands.deposit('', nowMs, stream.balance, key('deposit')),
      ];
    });
  }

  /** A win single, at exactly the price that was seen. */
  bet({ id, account, market, outcome, stake, odds }: StreamCommand): BetCommand {
    const on = { marketId: marketOf(market), outcomeId: outcomeId(outcomeIds[outcome] ?? '') };
    const selections = [selection({ ...on, odds: decimalOdds(odds * 10) })];
    const key = `${this.lap}${id}`;
    const who = { ...this.named(key), accountId: this.accounts[account] ?? accountId('nobody') };
    return placeBets(key, this.nowMs, stake, { ...who, selections });
  }

  private named(id: string) {
    const { nowMs } = this;
    return {
      commandId: id,
      idempotencyKey: id,
      requestedAtMs: utcMs(nowMs),
      expiresAtMs: utcMs(nowMs + LIFE_MS),
    };
  }
}

/** The first of the ids that begin so whose commands go to this partition. */
function livingIn(partition: number, prefix: string): string {
  for (let number = 0; ; number++)
    if (partitionOf(`${prefix}-${number}`, partitions) === partition) return `${prefix}-${number}`;
}

/** The lap whose bet an event answers; undefined for other events. */
export function lapOf(event: BetEvent): number | undefined {
  if (event.type === 'BetAccepted' || event.type === 'BetRejected')
    return Number(event.ticketId[0]);
  return event.type === 'CommandRepeated' ? Number(event.commandId[0]) : undefined;
}

/** What was answered to the bets of one lap, counted as every peer counts it. */
export class StreamTally extends AnswerTally {
  /** Of accounts that had a bet accepted, minor units. */
  readonly balances = new Map<string, number>();
  private readonly answers = new Map<string, { readonly code: number; readonly balance: number }>();

  /** One event of the lap; others than answers to its bets are left out. */
  take(event: BetEvent): void {
    if (event.type === 'BetAccepted') this.answer(event.ticketId, event.accountId, event.stake);
    else if (event.type === 'BetRejected')
      this.answer(event.ticketId, event.accountId, codeOf(event.reasons));
    else if (event.type === 'CommandRepeated') this.repeat(event.commandId);
  }

  private answer(ticket: string, account: string, outcome: number | Reason): void {
    const id = ticket.slice(1);
    const before = this.balances.get(account) ?? stream.balance;
    const code = typeof outcome === 'number' ? 0 : outcome.code;
    const stake = typeof outcome === 'number' ? outcome : 0;
    const balance = code === 0 || code === 3 ? before - stake : 0;
    if (code === 0) this.balances.set(account, balance);
    this.answers.set(id, { code, balance });
    this.add(id, stake, { code, balance, repeated: false });
  }

  private repeat(command: string): void {
    const id = command.slice(1);
    const first = this.answers.get(id);
    if (first === undefined) throw new Error(`${id} is repeated and was never answered`);
    this.add(id, 0, { ...first, repeated: true });
  }
}

type Reason = { readonly code: number };

function codeOf(reasons: readonly { readonly code: string }[]): Reason {
  const code = reasons[0]?.code ?? '';
  const known = { MARKET_SUSPENDED: 1, ODDS_CHANGED: 2, INSUFFICIENT_FUNDS: 3 } as const;
  if (!(code in known)) throw new Error(`no bet of the stream is refused with ${code}`);
  return { code: known[code as keyof typeof known] };
}
