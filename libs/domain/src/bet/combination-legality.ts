import type { RejectReason, TicketBet } from '@stakelog/contracts';
import type { Fixture, Market } from '../market/market';
import { noReasons, ofBet, ofBets, type TicketCheck } from './ticket-check';

/** Row 16. */
export function betTypeNotAllowed(check: TicketCheck): readonly RejectReason[] {
  const { bets } = check.place;
  return ofBets(check, (bet, index) => {
    const isAllowed =
      bet.funding === bets[0]?.funding &&
      (!bet.eachWay || everyMarket(check, bet, (market) => hasPlaceTerms(market))) &&
      (bet.positions.length === 1 || everyMarket(check, bet, (market) => !isSinglesOnly(market)));
    return isAllowed ? undefined : ofBet('BET_TYPE_NOT_ALLOWED', index);
  });
}

const hasPlaceTerms = ({ definition }: Market) => (definition?.placeTerms ?? null) !== null;
const isSinglesOnly = ({ definition }: Market) => definition?.singlesOnly === true;

const everyMarket = (check: TicketCheck, bet: TicketBet, holds: (market: Market) => boolean) =>
  bet.positions.every(({ selections }) =>
    selections.every((index) => {
      const market = check.seen[index]?.market;
      return market !== undefined && holds(market);
    }),
  );

/** A leg, as far as other legs may depend on it. */
type Related = {
  readonly selection: number;
  readonly market: Market | undefined;
  readonly fixture: Fixture | undefined;
  /** About a tournament as a whole. */
  readonly isOutright: boolean;
  readonly competitorId: string | null;
};

/**
 * Row 17. Legs whose odds may not be multiplied, since one depends on the other (domain.md §6). Every pair in
 * different positions of one bet is named by its selections; alternatives of one position never meet in a line.
 */
export function relatedSelections(check: TicketCheck): readonly RejectReason[] {
  const { bets } = check.place;
  if (bets.every(({ positions }) => positions.length === 1)) return noReasons;
  return bets.flatMap((bet, index) =>
    bet.positions.length === 1
      ? []
      : relatedPairs(check, bet).map((pair) => ofBet('RELATED_SELECTIONS', index, pair)),
  );
}

function relatedPairs(check: TicketCheck, bet: TicketBet): readonly string[] {
  const positions = bet.positions.map(({ selections }) =>
    selections.map((selection) => relatedLeg(check, selection)),
  );
  const pairs = new Set<string>();
  for (const [place, legs] of positions.entries())
    for (const others of positions.slice(place + 1))
      for (const leg of legs)
        for (const other of others) if (areRelated(leg, other)) pairs.add(pairOf(leg, other));
  return [...pairs];
}

const pairOf = (leg: Related, other: Related) =>
  leg.selection < other.selection
    ? `${leg.selection},${other.selection}`
    : `${other.selection},${leg.selection}`;

function relatedLeg(check: TicketCheck, index: number): Related {
  const { selection, market, fixture } = check.seen[index] ?? {};
  const outcome = market?.definition?.outcomes.find(
    ({ outcomeId }) => outcomeId === selection?.outcomeId,
  );
  return {
    selection: index,
    market,
    fixture,
    isOutright:
      market?.definition?.antePost === true || (fixture !== undefined && isTournament(fixture)),
    competitorId: outcome?.competitorId ?? null,
  };
}

/** A competition that feeds list as a fixture of its own, for the markets on its winner. */
const isTournament = ({ fixtureId, tournamentId }: Fixture) =>
  fixtureId.toString() === tournamentId;

function areRelated(leg: Related, other: Related): boolean {
  if (leg.market === undefined || other.market === undefined) return false;
  if (leg.market.marketId === other.market.marketId) return true;
  if (leg.market.fixtureId === other.market.fixtureId) return true;
  if (leg.isOutright && other.isOutright)
    return leg.competitorId !== null && leg.competitorId === other.competitorId;
  return (leg.isOutright || other.isOutright) && isSameTournament(leg.fixture, other.fixture);
}

/** A fixture of an unnamed tournament is in none. */
const isSameTournament = (one: Fixture | undefined, other: Fixture | undefined) =>
  one !== undefined && one.tournamentId !== '' && one.tournamentId === other?.tournamentId;
