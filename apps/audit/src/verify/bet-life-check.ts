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
  type Posting,
} from '@stakelog/contracts';
import type { MarketTable } from '@stakelog/domain';
import type { DecisionEvent } from '@stakelog/kafka';
import { agrees, termsOf, workedOut, type BetTerms } from '../arithmetic/settlement';
import { cashOutBounds } from './cash-out-bounds';
import type { BatchCheck, Report } from './batch-check';

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
export function betLifeCheck(): BatchCheck {
  const lives = new BetLives();
  return {
    take({ batch: { records, opening }, table }, report) {
      for (const { event, offset } of records) {
        const late = event.type === 'BetAccepted' && event.acceptedAtMs !== opening.decidedAtMs;
        if (late) report('life', offset, 'accepted at another time than its batch');
        lives.take(event, opening.decidedAtMs, offset, report);
        if (event.type === 'CashOutQuoted') lives.takeQuote(event, table, offset, report);
      }
    },
  };
}

class BetLives {
  readonly #bets = new Map<string, BetLife>();
  /** When, by ticket: a key is forgotten after a day, and may then be used for another ticket (I14). */
  readonly #refused = new Map<string, number>();
  /** Free-bet tokens whose stake is part of the return, by account and token. */
  readonly #returning = new Set<string>();

  take(event: DecisionEvent, atMs: number, offset: number, report: Report): void {
    if (event.type === 'FreeBetGranted' && event.stakeReturned)
      this.#returning.add(`${event.accountId}/${event.freeBetId}`);
    else if (event.type === 'BetAccepted') this.#accept(event, offset, report);
    else if (event.type === 'BetRejected') {
      if (this.#bets.has(betId(event.ticketId, 0)))
        report('life', offset, `${event.ticketId} was accepted before`);
      this.#refused.set(event.ticketId, atMs);
    } else if (
      event.type === 'BetSettled' ||
      event.type === 'BetReopened' ||
      event.type === 'BetCashedOut'
    )
      this.#change(event, offset, report);
  }

  /** Worked out again where no leg is decided and no withdrawal reduced its price. */
  takeQuote(quoted: CashOutQuoted, table: MarketTable, offset: number, report: Report): void {
    const id = betId(quoted.ticketId, quoted.bet);
    const bet = this.#bets.get(id);
    if (bet === undefined) return report('life', offset, `${id} was never accepted`);
    const isReduced = bet.markets.some(
      (market) => (table.markets.get(market)?.withdrawals.size ?? 0) > 0,
    );
    const bounds = isReduced ? undefined : cashOutBounds(bet.accepted, bet.cashedBps, quoted);
    if (bounds === undefined) return;
    const { amount } = quoted;
    if (BigInt(amount) < bounds.least || BigInt(amount) > bounds.most)
      report(
        'payouts',
        offset,
        `${id} is quoted ${amount} where its legs make ${bounds.least} to ${bounds.most}`,
      );
  }

  #accept(accepted: BetAccepted, offset: number, report: Report): void {
    const { stake, ticketId, accountId, freeBetId } = accepted;
    const id = betId(ticketId, accepted.bet);
    if (this.#bets.has(id)) report('life', offset, `${id} was accepted before`);
    const refusedAtMs = this.#refused.get(ticketId) ?? -Infinity;
    if (accepted.acceptedAtMs - refusedAtMs < limits.requestAgeMsMax)
      report('life', offset, `${ticketId} was refused before`);
    const opens = posted(accepted.postings, 'open');
    if (opens !== stake) report('postings', offset, `${id} opens ${opens}, not its stake ${stake}`);
    const stakeReturned = freeBetId !== null && this.#returning.has(`${accountId}/${freeBetId}`);
    const fresh = { settled: undefined, version: 0, cashedBps: 0, cashedOut: 0 };
    const markets = accepted.legs.map(({ marketId }) => marketId);
    this.#bets.set(id, {
      accountId,
      accepted: termsOf(accepted),
      markets,
      stakeReturned,
      ...fresh,
    });
  }

  #change(event: BetSettled | BetReopened | BetCashedOut, offset: number, report: Report): void {
    const id = betId(event.ticketId, event.bet);
    const bet = this.#bets.get(id);
    if (bet === undefined) return report('life', offset, `${id} was never accepted`);
    if (bet.accountId !== event.accountId)
      report('life', offset, `${id} is of account ${bet.accountId}`);
    if (bet.cashedBps === 10_000) report('life', offset, `${id} was cashed out whole before`);
    const say: Say = (rule, detail) => report(rule, offset, `${id} ${detail}`);
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
const closed = (stake: number, bps: number) => Number((BigInt(stake) * BigInt(bps)) / 10_000n);

const posted = (postings: readonly Posting[], of: LedgerCode): number =>
  postings.reduce((sum, { code, amount }) => (code === of ? sum + amount : sum), 0);

const standingOn = (lines: Standing, of: LedgerCode): number =>
  lines.reduce((sum, [code, amount]) => (code === of ? sum + amount : sum), 0);
