import type { AuditLine } from './audit-process.mts';
import type { Evidence, Faults } from './evidence.mts';
import type { RecordedMarket } from './recorded-stream.mts';

type Frac = { readonly num: number; readonly den: number };
type AcceptedLeg = { readonly marketId: string; readonly outcomeId: string; readonly odds: number };
type SettledLeg = { readonly win: Frac; readonly void: Frac; readonly effectiveOdds: unknown };

export const betOf = (event: AuditLine): string =>
  `${String(event['ticketId'])}-${String(event['bet'])}`;

/** The file's own result of a runner: the share of the stake that wins and the share refunded. */
function resultIn(market: RecordedMarket, runner: string): { win: Frac; void: Frac } | undefined {
  const last = market.moments.at(-1);
  if (last?.status !== 'CLOSED') return undefined;
  const none = { num: 0, den: 1 };
  const whole = { num: 1, den: 1 };
  const winners = [...last.runners.values()].filter((status) => status === 'WINNER').length;
  switch (last.runners.get(runner)) {
    case 'WINNER':
      return {
        win:
          winners > market.numberOfWinners ? { num: market.numberOfWinners, den: winners } : whole,
        void: none,
      };
    case 'REMOVED':
      return { win: none, void: whole };
    case 'LOSER':
    case 'PLACED':
      return { win: none, void: none };
    case undefined:
    default:
      return undefined;
  }
}

const same = (left: Frac, right: Frac) => left.num * right.den === right.num * left.den;

/**
 * Every bet on a closed market of plain odds is settled as the file's runner statuses say, and paid to the minor
 * unit. Asian handicaps, whose marks do not name a result, are left to `redecide`.
 */
export function checkResults({ stream, events }: Evidence): Faults {
  const settled = new Map<string, AuditLine>();
  for (const event of events) {
    if (event['type'] === 'BetSettled') settled.set(betOf(event), event);
    if (event['type'] === 'BetReopened') settled.delete(betOf(event));
  }
  return events.flatMap((event) => {
    if (event['type'] !== 'BetAccepted') return [];
    const [leg] = event['legs'] as AcceptedLeg[];
    const market = leg && stream.markets.get(leg.marketId);
    if (leg === undefined || market === undefined)
      return [`${betOf(event)} is on no market of the file`];
    if (market.bettingType !== 'ODDS') return [];
    const expected = resultIn(market, leg.outcomeId);
    if (expected === undefined) return [];
    const fault = faultOf(settled.get(betOf(event)), expected, Number(event['stake']), leg.odds);
    return fault === undefined ? [] : [`${betOf(event)} on ${leg.outcomeId}: ${fault}`];
  });
}

function faultOf(
  settled: AuditLine | undefined,
  expected: { win: Frac; void: Frac },
  stake: number,
  odds: number,
): string | undefined {
  if (settled === undefined) return 'not settled';
  const [leg] = settled['legs'] as SettledLeg[];
  if (leg === undefined || !same(leg.win, expected.win) || !same(leg.void, expected.void))
    return `settled as ${JSON.stringify(leg)}, not ${JSON.stringify(expected)}`;
  if (leg.effectiveOdds !== null) return undefined; // Reduced for a late withdrawal: redecide says.
  const { win, void: refunded } = expected;
  // stake × (win × odds / 10 000 + void), half up; BigInt, since the products are long.
  const den = BigInt(win.den) * BigInt(refunded.den) * 10_000n;
  const num =
    BigInt(stake) *
    (BigInt(win.num) * BigInt(odds) * BigInt(refunded.den) +
      BigInt(refunded.num) * BigInt(win.den) * 10_000n);
  const payout = Number((2n * num + den) / (2n * den));
  return settled['payout'] === payout
    ? undefined
    : `paid ${String(settled['payout'])}, not ${payout}`;
}
