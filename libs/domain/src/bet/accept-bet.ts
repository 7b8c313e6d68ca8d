import {
  defined,
  minorUnits,
  type BetAccepted,
  type Leg,
  type TicketBet,
} from '@stakelog/contracts';
import { bodyCheck } from '../partition/body-check';
import { ticketStake, totalStake, writtenPositions } from '../ticket/bet-lines';
import { betTerms, placeTermsOf, potentialReturn } from './work-out-terms';
import { stakePostings } from './kept-acceptance';
import { foundMarket, policyOf, seenLeg, type TicketCheck } from './ticket-check';
import type { UsablePrice } from './usable-price';

/** One acceptance per bet. From a hold, the first bet also returns what the hold kept too much. */
export function acceptances(check: TicketCheck): readonly BetAccepted[] {
  const { place, reserved } = check;
  const excess = reserved - ticketStake(place);
  return place.bets.map((bet, index) =>
    acceptedBet(check, bet, index, check.held === undefined ? null : index === 0 ? excess : 0),
  );
}

function acceptedBet(
  check: TicketCheck,
  bet: TicketBet,
  index: number,
  excess: number | null,
): BetAccepted {
  const { state, place, account } = check;
  const terms = betTerms(check, index);
  const maxPayout = terms.payoutCap;
  const stake = minorUnits(totalStake(bet));
  return {
    type: 'BetAccepted',
    accountId: account.accountId,
    ticketId: place.ticketId,
    bodyCheck: bodyCheck(place),
    bet: index,
    quoteId: check.quote?.quoted.quoteId ?? null,
    kind: bet.kind,
    sizes: bet.kind === 'SYSTEM' ? bet.sizes : [],
    positions: writtenPositions(terms.scheme),
    eachWay: bet.eachWay,
    lines: terms.lines,
    unitStake: null,
    stake,
    funding: bet.funding,
    freeBetId: bet.funding === 'FREE_BET' ? bet.freeBetId : null,
    legs: terms.legs.map((selection, leg) => acceptedLeg(check, bet, selection, terms.prices[leg])),
    potentialReturn: potentialReturn(terms, stake, place.acceptPayoutCap ? maxPayout : null),
    maxPayout,
    rounding: 'HALF_UP',
    acceptedAtMs: state.decidedAtMs,
    policyVersion: policyOf(check).policyVersion,
    factorBps: account.factorBps === 10_000 ? null : account.factorBps,
    bonusTerms: terms.bonusTerms,
    postings: stakePostings({ funding: bet.funding, stake }, excess),
  };
}

function acceptedLeg(
  check: TicketCheck,
  bet: TicketBet,
  index: number,
  used: UsablePrice | undefined,
): Leg {
  const leg = seenLeg(check, index);
  const { selection, fixture } = leg;
  const market = foundMarket(leg);
  const price = defined(used, 'a leg has its price');
  const { definition } = market;
  return {
    marketId: market.marketId,
    outcomeId: selection.outcomeId,
    requestedOdds: selection.odds === price.odds ? null : selection.odds,
    odds: price.odds,
    fraction: price.fraction,
    oddsAt: price.at,
    marketVersion: market.marketVersion,
    scoreVersion: fixture?.scoreVersion ?? null,
    scoreAtAcceptance:
      definition?.scoreBasis === 'FROM_ACCEPTANCE' ? (fixture?.score ?? null) : null,
    placeTerms: bet.eachWay ? placeTermsOf(check, index) : null,
    reductionMethod:
      definition === undefined || definition.reductionMethod === 'NONE'
        ? null
        : definition.reductionMethod,
    antePost: definition?.antePost ?? false,
    ruleSetId:
      definition === undefined || definition.ruleSetId === 'default' ? null : definition.ruleSetId,
  };
}
