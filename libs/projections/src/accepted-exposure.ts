import type { BetAccepted } from '@stakelog/contracts';
import { legExposures, type LegExposure } from '@stakelog/domain';

/** What a bet puts on the markets of its legs, in the account's currency, shared as the decider shares it. */
export function acceptedExposure(event: BetAccepted): readonly LegExposure[] {
  const { legs, stake, potentialReturn: winReturn } = event;
  return legExposures(event, legs, { stake, winReturn });
}
