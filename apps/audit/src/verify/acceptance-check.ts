import { positionToken, type BetAccepted, type FactPosition, type Leg } from '@stakelog/contracts';
import type { Market, MarketTable, Outcome } from '@stakelog/domain';
import { lineCount, schemeWritten, single } from '../arithmetic/lines';
import type { BatchCheck } from './batch-check';

const none: readonly never[] = [];
const bettable = new Set(['NOT_STARTED', 'DELAYED', 'LIVE']);

/**
 * I4: at the facts that its batch adopted, the market of each leg of an acceptance was tradable and had that price,
 * version and terms; and the bet combines what may be combined, in so many lines. A reserved quote has its own
 * prices (`promises`). Written from domain.md §2 and §6, not from the rows that decided.
 */
export function acceptanceCheck(): BatchCheck {
  return {
    take({ batch: { records }, table }, report) {
      for (const { event, offset } of records) {
        if (event.type !== 'BetAccepted') continue;
        for (const fault of schemeFaults(table, event)) report('acceptance', offset, fault);
        for (const leg of event.legs)
          sayLegFaults(table, event, leg, (fault) =>
            report('acceptance', offset, `${leg.marketId} ${leg.outcomeId}: ${fault}`),
          );
      }
    },
  };
}

/** What is wrong with how the bet combines its legs. */
function schemeFaults(table: MarketTable, accepted: BetAccepted): readonly string[] {
  const { legs, lines, eachWay } = accepted;
  const scheme = schemeWritten(accepted, legs.length);
  if (scheme === single)
    return lines === (eachWay ? 2 : 1)
      ? none
      : [`${lines} lines, and there are ${eachWay ? 2 : 1}`];
  const faults: string[] = [];
  const used = scheme.positions.flatMap((position) => position.legs);
  if (used.length !== new Set(used).size || used.some((leg) => legs[leg] === undefined))
    faults.push('a leg stands in two positions, or in none');
  const computed = lineCount(scheme, legs.length) * (eachWay ? 2n : 1n);
  if (computed !== BigInt(lines)) faults.push(`${lines} lines, and there are ${computed}`);
  if (legs.length === 1) return faults;
  const contests = scheme.positions.map(
    (position) => new Set(position.legs.map((leg) => contestOf(table, legs[leg]))),
  );
  for (const [index, mine] of contests.entries())
    for (const other of contests.slice(index + 1))
      for (const contest of mine)
        if (contest !== undefined && other.has(contest))
          faults.push(`two positions are on ${contest}`);
  return faults;
}

const contestOf = (table: MarketTable, leg: Leg | undefined): string | undefined =>
  leg === undefined ? undefined : table.markets.get(leg.marketId)?.fixtureId;

/** Hears each reason why a leg could not be bet on. */
type Say = (fault: string) => void;

function sayLegFaults(table: MarketTable, accepted: BetAccepted, leg: Leg, say: Say): void {
  const market = table.markets.get(leg.marketId);
  if (market === undefined) return say('no such market');
  const outcome = market.outcomes.get(leg.outcomeId);
  sayMarketFaults(table, market, accepted, say);
  if (outcome === undefined) say('no such outcome');
  else {
    if (outcome.state !== 'ACTIVE') say(`the outcome is ${outcome.state}`);
    if (accepted.quoteId === null) sayPriceFaults(outcome, leg, say);
  }
  sayTermsFaults(market, accepted, leg, say);
  if (market.results.has(leg.outcomeId)) say('the outcome has a result');
  if (market.marketVersion !== leg.marketVersion)
    say(`version ${market.marketVersion}, not ${leg.marketVersion}`);
}

/** What the leg copies from the definition of its market, for its settlement. */
function sayTermsFaults(
  { definition }: Market,
  { eachWay, legs }: BetAccepted,
  leg: Leg,
  say: Say,
): void {
  if (definition === undefined) return;
  const { placeTerms, reductionMethod, antePost, ruleSetId, singlesOnly } = definition;
  if (!sameTerms(leg.placeTerms, eachWay ? placeTerms : null)) say('the place terms are others');
  if (eachWay && placeTerms === null) say('the market has no place terms');
  if ((leg.reductionMethod ?? 'NONE') !== reductionMethod)
    say(`reductions by ${reductionMethod}, not ${leg.reductionMethod}`);
  if (leg.antePost !== antePost) say('ante-post is another');
  if ((leg.ruleSetId ?? 'default') !== ruleSetId)
    say(`rule set ${ruleSetId}, not ${leg.ruleSetId}`);
  if (singlesOnly && legs.length > 1) say('the market takes singles only');
}

/** Most have none. */
const sameTerms = (left: Leg['placeTerms'], right: Leg['placeTerms']): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right);

function sayMarketFaults(
  table: MarketTable,
  market: Market,
  { acceptedAtMs }: BetAccepted,
  say: Say,
): void {
  const status = table.fixtureOf(market)?.status ?? 'unknown';
  if (market.trading !== 'OPEN') say(`the market is ${market.trading ?? 'undefined'}`);
  if (market.override !== 'NONE') say('an operator suspended the market');
  if (market.quarantined) say('a fact of the fixture could not be read');
  if (!bettable.has(status)) say(`the fixture is ${status}`);
  for (const [id, { fromMs, toMs }] of market.windows)
    if ((fromMs ?? -Infinity) <= acceptedAtMs && acceptedAtMs < (toMs ?? Infinity))
      say(`void window ${id} covers it`);
  const { policy, producers } = table;
  if (policy === undefined) return say('no limit policy');
  const ageMsMax = Math.min(policy.heartbeatAgeMsMax, policy.factsAgeMsMax);
  const known = producers.liveness.get(`${market.partition}/${market.producerId}`);
  const isHeard = known !== undefined && !known.down && acceptedAtMs - known.heardAtMs <= ageMsMax;
  if (!isHeard && market.producerId !== 'operator') say(`producer ${market.producerId} is down`);
}

function sayPriceFaults(outcome: Outcome, leg: Leg, say: Say): void {
  if (outcome.odds !== leg.odds) say(`the price is ${outcome.odds}, not ${leg.odds}`);
  const at = outcome.oddsAt;
  if (at?.partition !== leg.oddsAt.partition || at.offset !== leg.oddsAt.offset)
    say(`the price is of ${at === undefined ? 'no fact' : token(at)}, not ${token(leg.oddsAt)}`);
}

const token = (at: FactPosition) => positionToken({ topic: 'odds.events', ...at });
