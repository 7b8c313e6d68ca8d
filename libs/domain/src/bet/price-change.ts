import { defined, type PriceChange, type RejectReason, type Selection } from '@stakelog/contracts';
import { compare, exactPrice, fraction, times, whole, type Fraction } from '../settlement/fraction';
import {
  currentPrice,
  ofBet,
  ofLeg,
  singleLeg,
  type TicketCheck,
  type UsablePrice,
} from './ticket-check';

const BPS = 10_000;

/** Row 24. What the bettor accepts when prices moved, by leg; the least odds, by bet. Exact prices compare. */
export function priceChangeReasons(check: TicketCheck): readonly RejectReason[] {
  const { place } = check;
  const legs = place.selections.flatMap((selection, index) => {
    const price = defined(currentPrice(check, selection), 'row 21 found a price');
    return takesPrice(place.priceChange, selection, price)
      ? []
      : [ofLeg('ODDS_CHANGED', index, `${price.odds}`)];
  });
  if (legs.length > 0 || place.priceChange.minOdds === null) return legs;

  const least = exactPrice(place.priceChange.minOdds, null);
  return place.bets.flatMap((bet, index) => {
    const price = defined(currentPrice(check, singleLeg(check, bet)), 'row 21 found a price');
    return compare(exactPrice(price.odds, price.fraction), least) < 0
      ? [ofBet('ODDS_CHANGED', index, `${price.odds}`)]
      : [];
  });
}

/** NONE: the same price. BETTER: none lower. ANY: every price. TOLERANCE: u × 10 000 ≥ r × (10 000 − t). */
function takesPrice(change: PriceChange, requested: Selection, used: UsablePrice): boolean {
  const r = exactPrice(requested.odds, requested.fraction);
  const u = exactPrice(used.odds, used.fraction);
  switch (change.policy) {
    case 'NONE':
      return compare(u, r) === 0;
    case 'BETTER':
      return compare(u, r) >= 0;
    case 'ANY':
      return true;
    case 'TOLERANCE':
      return compare(times(u, whole(BPS)), times(r, tolerated(change))) >= 0;
  }
}

const tolerated = ({ toleranceBps }: PriceChange): Fraction =>
  fraction(BigInt(BPS - (toleranceBps ?? 0)), 1n);
