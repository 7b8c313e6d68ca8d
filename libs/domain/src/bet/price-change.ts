import type { PriceChange, RejectReason, Selection, TicketBet } from '@stakelog/contracts';
import {
  compare,
  exactPrice,
  fraction,
  times,
  whole,
  wholeNumber,
  type Fraction,
} from '../settlement/fraction';
import { isPlainSingle, legScheme } from '../ticket/bet-lines';
import { lineCount, schemeReturn } from '../ticket/scheme';
import { ofBet, ofBets, ofLeg, ofSelections, usedPrice, type TicketCheck } from './ticket-check';
import type { UsablePrice } from './usable-price';

const BPS = 10_000;
const ODDS_UNIT = fraction(10_000n, 1n);

/**
 * Row 24. What the bettor accepts when prices moved, by leg; then in total, by bet: the tolerance of a multiple,
 * the least odds of any bet. Exact prices compare.
 */
export function priceChangeReasons(check: TicketCheck): readonly RejectReason[] {
  const { priceChange } = check.place;
  const legs = ofSelections(check, ({ selection }, index) => {
    const price = usedPrice(check, index);
    return isSame(selection, price) || takesPrice(priceChange, exactOf(selection), exactOf(price))
      ? undefined
      : ofLeg('ODDS_CHANGED', index, `${price.odds}`);
  });
  if (legs.length > 0) return legs;
  return ofBets(check, (bet, index) =>
    takesTotal(check, bet) ? undefined : ofBet('ODDS_CHANGED', index, totalDetail(check, bet)),
  );
}

/** Every policy takes the very price that was asked for. */
const isSame = (requested: Selection, used: UsablePrice): boolean =>
  requested.odds === used.odds && requested.fraction === null && used.fraction === null;

const exactOf = ({ odds, fraction: quoted }: Selection | UsablePrice): Fraction =>
  exactPrice(odds, quoted);

/** NONE: the same price. BETTER: none lower. ANY: every price. TOLERANCE: u × 10 000 ≥ r × (10 000 − t). */
function takesPrice(change: PriceChange, requested: Fraction, used: Fraction): boolean {
  switch (change.policy) {
    case 'NONE':
      return compare(used, requested) === 0;
    case 'BETTER':
      return compare(used, requested) >= 0;
    case 'ANY':
      return true;
    case 'TOLERANCE':
      return compare(times(used, whole(BPS)), times(requested, tolerated(change))) >= 0;
  }
}

const tolerated = ({ toleranceBps }: PriceChange): Fraction =>
  fraction(BigInt(BPS - (toleranceBps ?? 0)), 1n);

function takesTotal(check: TicketCheck, bet: TicketBet): boolean {
  const { selections, priceChange } = check.place;
  const { policy, minOdds } = priceChange;
  const isTolerated = bet.kind === 'MULTIPLE' && policy === 'TOLERANCE';
  if (minOdds === null && !isTolerated) return true;
  const used = totalOdds(bet, (index) => exactOf(usedPrice(check, index)));
  if (isTolerated) {
    const requested = totalOdds(bet, (index) => {
      const selection = selections[index];
      return selection === undefined ? exactOf(usedPrice(check, index)) : exactOf(selection);
    });
    if (!takesPrice(priceChange, requested, used)) return false;
  }
  return minOdds === null || compare(used, exactPrice(minOdds, null)) >= 0;
}

/** What one unit on the bet returns if every leg wins: a multiple's product, a system's mean over its lines. */
function totalOdds(bet: TicketBet, priceOf: (index: number) => Fraction): Fraction {
  const { legs, scheme } = legScheme(bet);
  const [first] = legs;
  if (isPlainSingle(bet) && first !== undefined) return priceOf(first);
  return times(schemeReturn(scheme, legs.map(priceOf)), fraction(1n, lineCount(scheme)));
}

/** The current total odds in ten-thousandths, rounded down; a single's as they are written. */
function totalDetail(check: TicketCheck, bet: TicketBet): string {
  const [first] = legScheme(bet).legs;
  if (isPlainSingle(bet) && first !== undefined) return `${usedPrice(check, first).odds}`;
  const total = totalOdds(bet, (index) => exactOf(usedPrice(check, index)));
  return `${wholeNumber(times(total, ODDS_UNIT), 'DOWN')}`;
}
