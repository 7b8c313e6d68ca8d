import {
  betId,
  limits,
  words,
  type BetAccepted,
  type BetCashedOut,
  type BetReopened,
  type BetSettled,
  type CashOutQuoted,
  type LedgerCode,
  type MarketId,
} from '@stakelog/contracts';
import type { MarketTable } from '@stakelog/domain';
import type { DecisionEvent } from '@stakelog/kafka';
import { agrees, termsOf, workedOut, type BetTerms } from '../arithmetic/settlement';
import { cashOutBounds } from './cash-out-bounds';
import type { BatchCheck, Report } from './batch-check';
import { BetNumbers } from './bet-numbers';
import { posted } from './ledger-check';

/** What a settlement puts on the ledger, line by line. */
type Standing = readonly (readonly [LedgerCode, number])[];

type BetLife = {
  readonly accountId: string;
  readonly accepted: BetTerms;
  readonly markets: readonly MarketId[];
  readonly stakeReturned: boolean;
  /** What stands of its settlement; undefined while it is open. */
  settled: { readonly payout: number; readonly standing: Standing } | undefined;
  version: number;
  /** Cumulative share, in ten-thousandths. */
  cashedBps: number;
  /** Paid for it, in minor units. */
  cashedOut: number;
};

/**
 * I7 and I8: a bet is accepted once, then settled, settled again, reopened or cashed out; each version is paid
 * once, its payout is what its legs make, and cashed and settled parts stay within the cap.
 */
export function betLifeCheck(numbers = new BetNumbers()): BatchCheck {
  const lives = new BetLives();
  return {
    take({ batch: { records, opening }, table }, report) {
      const bets = numbers.in(records);
      for (const [at, { event, offset }] of records.entries()) {
        const late = event.type === 'BetAccepted' && event.acceptedAtMs !== opening.decidedAtMs;
        if (late) report('life', offset, 'accepted at another time than its batch');
        const number = bets[at] ?? -1;
        lives.take(event, number, { atMs: opening.decidedAtMs, offset, report });
        if (event.type === 'CashOutQuoted')
          lives.takeQuote(event, number, table, (rule, detail) => report(rule, offset, detail));
      }
    },
  };
}

/** When an event was decided, where it stands, and who hears what is wrong with it. */
type Place = { readonly atMs: number; readonly offset: number; readonly report: Report };

class BetLives {
  /** By number. */
  readonly #bets: (BetLife | undefined)[] = [];
  /** When, by ticket: a key is forgotten after a day, and may then be used for another ticket (I14). */
  readonly #refused = new Map<string, number>();
  /** Free-bet tokens whose stake is part of the return, by account and token. */
  readonly #returning = new Set<string>();

  take(event: DecisionEvent, number: number, place: Place): void {
    const { type } = event;
    if (type === 'BetAccepted') this.#accept(event, number, place);
    else if (type === 'BetSettled' || type === 'BetReopened' || type === 'BetCashedOut')
      this.#change(event, number, place);
    else if (type === 'BetRejected') {
      if (this.#bets[number] !== undefined)
        place.report('life', place.offset, `${event.ticketId} was accepted before`);
      this.#refused.set(event.ticketId, place.atMs);
    } else if (type === 'FreeBetGranted' && event.stakeReturned)
      this.#returning.add(`${event.accountId}/${event.freeBetId}`);
  }

  /** Worked out again where no leg is decided and no withdrawal reduced its price. */
  takeQuote(quoted: CashOutQuoted, number: number, table: MarketTable, say: Say): void {
    const id = betId(quoted.ticketId, quoted.bet);
    const bet = this.#bets[number];
    if (bet === undefined) return say('life', `${id} was never accepted`);
    const isReduced = bet.markets.some(
      (market) => (table.markets.get(market)?.withdrawals.size ?? 0) > 0,
    );
    const bounds = isReduced ? undefined : cashOutBounds(bet.accepted, bet.cashedBps, quoted);
    if (bounds === undefined) return;
    const { amount } = quoted;
    if (BigInt(amount) < bounds.least || BigInt(amount) > bounds.most)
      say(
        'payouts',
        `${id} is quoted ${amount} where its legs make ${bounds.least} to ${bounds.most}`,
      );
  }

  #accept(accepted: BetAccepted, number: number, { offset, report }: Place): void {
    const { stake, ticketId, accountId, freeBetId, bet } = accepted;
    if (this.#bets[number] !== undefined)
      report('life', offset, `${betId(ticketId, bet)} was accepted before`);
    const refusedAtMs = this.#refused.get(ticketId) ?? -Infinity;
    if (accepted.acceptedAtMs - refusedAtMs < limits.requestAgeMsMax)
      report('life', offset, `${ticketId} was refused before`);
    const opens = posted(accepted.postings, 'open');
    if (opens !== stake)
      report('postings', offset, `${betId(ticketId, bet)} opens ${opens}, not its stake ${stake}`);
    this.#bets[number] = {
      accountId,
      accepted: termsOf(accepted),
      markets: accepted.legs.map(({ marketId }) => marketId),
      stakeReturned: freeBetId !== null && this.#returning.has(`${accountId}/${freeBetId}`),
      settled: undefined,
      version: 0,
      cashedBps: 0,
      cashedOut: 0,
    };
  }

  #change(
    event: BetSettled | BetReopened | BetCashedOut,
    number: number,
    { offset, report }: Place,
  ): void {
    const bet = this.#bets[number];
    const say: Say = (rule, detail) =>
      report(rule, offset, `${betId(event.ticketId, event.bet)} ${detail}`);
    if (bet === undefined) return say('life', 'was never accepted');
    if (bet.accountId !== event.accountId) say('life', `is of account ${bet.accountId}`);
    if (bet.cashedBps === 10_000) say('life', 'was cashed out whole before');
    if (event.type === 'BetCashedOut') cashOut(bet, event, say);
    else change(bet, event, say);
  }
}

type Say = (rule: 'life' | 'payouts' | 'postings', detail: string) => void;

function change(bet: BetLife, event: BetSettled | BetReopened, say: Say): void {
  const settles = event.type === 'BetSettled';
  if (!settles && bet.settled === undefined) say('life', 'is reopened and was not settled');
  const version = settles ? bet.version + 1 : bet.version;
  if (event.version !== version) say('payouts', `has version ${event.version}, not ${version}`);
  const stood = bet.settled?.payout ?? 0;
  if (event.previousPayout !== stood)
    say('payouts', `stood at ${stood}, not ${event.previousPayout}`);
  const payout = settles ? event.payout : 0;
  if (event.delta !== payout - stood)
    say('payouts', `has a delta of ${event.delta}, not ${payout - stood}`);

  const standing = settles ? checkedStanding(bet, event, say) : [];
  const before = bet.settled?.standing ?? [];
  for (const code of words['ledger-code']) {
    const expected = standingOn(standing, code) - standingOn(before, code);
    const moved = posted(event.postings, code);
    if (moved !== expected) say('payouts', `moves ${moved} of ${code}, not ${expected}`);
  }
  bet.version = event.version;
  bet.settled = settles ? { payout, standing } : undefined;
}

/** The settlement worked out again from its legs, and what it has to leave on the ledger (domain.md §4.4). */
function checkedStanding(bet: BetLife, event: BetSettled, say: Say): Standing {
  const { accepted, cashedBps, stakeReturned } = bet;
  const out = workedOut(accepted, event, { cashedBps, stakeReturned });
  if (event.legs.length !== accepted.legs.length)
    say('payouts', `is settled with ${event.legs.length} legs of ${accepted.legs.length}`);
  else if (!agrees(out, event))
    say('payouts', `pays ${event.payout} where its legs make ${out.payout}`);
  const { maxPayout, stake, funding } = accepted;
  if (maxPayout !== null && event.payout + bet.cashedOut > maxPayout)
    say('payouts', `pays ${event.payout + bet.cashedOut} in all, above ${maxPayout}`);
  const open = stake - closed(stake, cashedBps);
  const { payout, bonus } = event;
  return out.restored
    ? [
        ['open', -open],
        ['promo', open],
      ]
    : [
        ['open', -open],
        ['book', open - payout + bonus],
        [funding === 'BONUS' ? 'bonus' : 'cash', payout],
        ['promo', -bonus],
      ];
}

function cashOut(bet: BetLife, event: BetCashedOut, say: Say): void {
  const { stake, funding, maxPayout } = bet.accepted;
  const { toShareBps, previousShareBps, stakeClosed, amount } = event;
  if (bet.settled !== undefined) say('life', 'is cashed out and was settled');
  if (previousShareBps !== bet.cashedBps)
    say('life', `was cashed out to ${bet.cashedBps} bps, not ${previousShareBps}`);
  if (toShareBps <= bet.cashedBps || toShareBps > 10_000)
    say('life', `is cashed out to ${toShareBps} bps after ${bet.cashedBps}`);
  const closes = closed(stake, toShareBps) - closed(stake, bet.cashedBps);
  if (stakeClosed !== closes) say('payouts', `closes ${stakeClosed}, not ${closes}`);
  const target = funding === 'BONUS' ? 'bonus' : 'cash';
  const expected = [
    ['open', -closes],
    ['book', closes - amount],
    [target, amount],
  ] as const;
  for (const [code, value] of expected)
    if (posted(event.postings, code) !== value)
      say('payouts', `moves ${posted(event.postings, code)} of ${code}, not ${value}`);
  bet.cashedBps = toShareBps;
  bet.cashedOut += amount;
  if (maxPayout !== null && bet.cashedOut > maxPayout)
    say('payouts', `is cashed out for ${bet.cashedOut} in all, above ${maxPayout}`);
}

/** Stake that a cumulative share closes: rounded down, of the original stake. */
const closed = (stake: number, bps: number) =>
  bps === 0 ? 0 : Number((BigInt(stake) * BigInt(bps)) / 10_000n);

function standingOn(lines: Standing, of: LedgerCode): number {
  let sum = 0;
  for (const [code, amount] of lines) if (code === of) sum += amount;
  return sum;
}
