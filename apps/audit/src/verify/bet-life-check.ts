import { betId, type BetAccepted, type BetReopened, type BetSettled } from '@stakelog/contracts';
import type { CountedEvent } from '@stakelog/kafka';
import type { BatchCheck, Report } from './batch-check';

type BetLife = {
  readonly accountId: string;
  readonly stake: number;
  readonly acceptedAtMs: number;
  settled: boolean;
  version: number;
  payout: number;
};

/** I7 and I8: a bet is accepted once, then settled, settled again or reopened, and each version is paid once. */
export function betLifeCheck(): BatchCheck {
  const bets = new Map<string, BetLife>();
  const refused = new Set<string>();
  return {
    take({ batch: { records, opening } }, report) {
      for (const counted of records) {
        const { event, offset } = counted;
        if (event.type === 'BetAccepted') {
          if (event.acceptedAtMs !== opening.decidedAtMs)
            report('life', offset, 'accepted at another time than its batch');
          accept(bets, refused, event, offset, report);
        } else if (event.type === 'BetRejected') {
          if (bets.has(betId(event.ticketId, 0)))
            report('life', offset, `${event.ticketId} was accepted before`);
          refused.add(event.ticketId);
        } else if (event.type === 'BetSettled' || event.type === 'BetReopened')
          change(bets, counted, event, report);
      }
    },
  };
}

function accept(
  bets: Map<string, BetLife>,
  refused: ReadonlySet<string>,
  accepted: BetAccepted,
  offset: number,
  report: Report,
): void {
  const { accountId, stake, ticketId, acceptedAtMs } = accepted;
  const id = betId(ticketId, accepted.bet);
  if (bets.has(id)) report('life', offset, `${id} was accepted before`);
  if (refused.has(ticketId)) report('life', offset, `${ticketId} was refused before`);
  if (posted(accepted, 'open') !== stake)
    report('postings', offset, `${id} opens ${posted(accepted, 'open')}, not its stake ${stake}`);
  bets.set(id, { accountId, stake, acceptedAtMs, settled: false, version: 0, payout: 0 });
}

function change(
  bets: ReadonlyMap<string, BetLife>,
  { offset }: CountedEvent,
  event: BetSettled | BetReopened,
  report: Report,
): void {
  const id = betId(event.ticketId, event.bet);
  const bet = bets.get(id);
  if (bet === undefined) return report('life', offset, `${id} was never accepted`);
  if (bet.accountId !== event.accountId)
    report('life', offset, `${id} is of account ${bet.accountId}`);
  const settles = event.type === 'BetSettled';
  if (!settles && !bet.settled) report('life', offset, `${id} is reopened and was not settled`);
  const version = settles ? bet.version + 1 : bet.version;
  if (event.version !== version)
    report('payouts', offset, `${id} has version ${event.version}, not ${version}`);
  const standing = bet.settled ? bet.payout : 0;
  if (event.previousPayout !== standing)
    report('payouts', offset, `${id} stood at ${standing}, not ${event.previousPayout}`);

  const payout = settles ? event.payout : 0;
  const opens = settles ? (bet.settled ? 0 : -bet.stake) : bet.stake;
  if (event.delta !== payout - standing || posted(event, 'cash') !== payout - standing)
    report('payouts', offset, `${id} moves ${posted(event, 'cash')}, not ${payout - standing}`);
  if (posted(event, 'open') !== opens)
    report('payouts', offset, `${id} moves ${posted(event, 'open')} of open stakes, not ${opens}`);
  bet.version = event.version;
  bet.settled = settles;
  bet.payout = payout;
}

const posted = ({ postings }: Pick<BetSettled, 'postings'>, of: 'cash' | 'open') =>
  postings.reduce((sum, { code, amount }) => (code === of ? sum + amount : sum), 0);
