import {
  accountId,
  decimalOdds,
  fixtureId,
  marketId,
  outcomeId,
  utcMs,
  type BetCommand,
  type BetEvent,
  type OddsEvent,
} from '@stakelog/contracts';
import { commands, placeBets, selection } from '../../libs/testing/src/build-commands';
import { facts, offered } from '../../libs/testing/src/build-facts';
import { stream, streamMarkets, type StreamCommand } from './bet-stream';

export type KeyedFact = { readonly key: string; readonly fact: OddsEvent };

/** Each lap has accounts and keys of its own, so that both give the same answers. */
const accountOf = (lap: number, account: number) => accountId(`lap${lap}-account-${account}`);
const outcomeIds = ['home', 'draw', 'away'] as const;
const marketOf = (market: number) => marketId(`1.${200_000_000 + market}`);
/** Of a request; long enough for any backlog. */
const LIFE_MS = 3_600_000;

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

/** Every account of a lap is opened and paid into. */
export function openingCommands(lap: number, nowMs: number): readonly BetCommand[] {
  return Array.from({ length: stream.accounts }, (_, number) => {
    const account = accountOf(lap, number);
    const key = (what: string) => ({
      ...named(`${what}-${lap}-${number}`, nowMs),
      accountId: account,
    });
    return [
      commands.openAccount(nowMs, key('open')),
      commands.deposit('', nowMs, stream.balance, key('deposit')),
    ];
  }).flat();
}

/** A win single, at exactly the price that was seen. */
export function betCommand(
  { id, account, market, outcome, stake, odds }: StreamCommand,
  lap: number,
  nowMs: number,
): BetCommand {
  const on = { marketId: marketOf(market), outcomeId: outcomeId(outcomeIds[outcome] ?? '') };
  const selections = [selection({ ...on, odds: decimalOdds(odds * 10) })];
  const who = { ...named(`${lap}${id}`, nowMs), accountId: accountOf(lap, account) };
  return placeBets(`${lap}${id}`, nowMs, stake, { ...who, selections });
}

const named = (id: string, nowMs: number) => ({
  commandId: id,
  idempotencyKey: id,
  requestedAtMs: utcMs(nowMs),
  expiresAtMs: utcMs(nowMs + LIFE_MS),
});

/** What was answered, counted as every peer counts it. */
export class StreamTally {
  accepted = 0;
  repeated = 0;
  /** By the peers' codes: 1 suspended, 2 odds, 3 funds. */
  readonly rejected = [0, 0, 0, 0];
  checksum = 0;
  debited = 0;
  private readonly balances = new Map<string, number>();
  private readonly answers = new Map<string, { readonly code: number; readonly balance: number }>();

  /** One event of a lap; others than answers to its bets are left out. */
  take(event: BetEvent, lap: number): void {
    if (event.type === 'BetAccepted')
      this.answer(event.ticketId, event.accountId, lap, event.stake);
    else if (event.type === 'BetRejected')
      this.answer(event.ticketId, event.accountId, lap, codeOf(event.reasons));
    else if (event.type === 'CommandRepeated') this.repeat(event.commandId, lap);
  }

  get text(): string {
    const [, suspended, odds, funds] = this.rejected;
    const sum = this.checksum.toString(16).padStart(8, '0');
    const balance = stream.accounts * stream.balance - this.debited;
    return `${this.accepted} accepted, ${suspended} suspended, ${odds} odds, ${funds} funds, ${this.repeated} repeated, ${sum}@${balance}`;
  }

  private answer(ticket: string, account: string, lap: number, outcome: number | Reason): void {
    const id = ticket.slice(String(lap).length);
    const before = this.balances.get(account) ?? stream.balance;
    const code = typeof outcome === 'number' ? 0 : outcome.code;
    let balance = code === 3 ? before : 0;
    if (typeof outcome === 'number') {
      balance = before - outcome;
      this.balances.set(account, balance);
      this.accepted++;
      this.debited += outcome;
    } else this.rejected[code] = (this.rejected[code] ?? 0) + 1;
    this.answers.set(id, { code, balance });
    this.add(id, code, balance, false);
  }

  private repeat(command: string, lap: number): void {
    const id = command.slice(String(lap).length);
    const first = this.answers.get(id);
    if (first === undefined) throw new Error(`${id} is repeated and was never answered`);
    this.repeated++;
    this.add(id, first.code, first.balance, true);
  }

  private add(id: string, code: number, balance: number, repeated: boolean): void {
    let hash = 0x811c9dc5;
    for (let index = 0; index < id.length; index++)
      hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619);
    for (const part of [code, repeated ? 1 : 0, balance | 0])
      hash = Math.imul(hash ^ part, 16_777_619);
    this.checksum = (this.checksum + (hash >>> 0)) >>> 0;
  }
}

type Reason = { readonly code: number };

function codeOf(reasons: readonly { readonly code: string }[]): Reason {
  const code = reasons[0]?.code ?? '';
  const known = { MARKET_SUSPENDED: 1, ODDS_CHANGED: 2, INSUFFICIENT_FUNDS: 3 } as const;
  if (!(code in known)) throw new Error(`no bet of the stream is refused with ${code}`);
  return { code: known[code as keyof typeof known] };
}

/** Of all 300,000 commands, as every peer gives it. */
export const expected =
  '232140 accepted, 9854 suspended, 5666 odds, 43329 funds, 9011 repeated, b8131a92@19934559749';
