import { positionToken, type BetAccepted, type FactPosition, type Leg } from '@stakelog/contracts';
import type { Market, MarketTable, Outcome } from '@stakelog/domain';
import { lineCount, schemeWritten } from '../arithmetic/lines';
import type { BatchCheck } from './batch-check';

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
          for (const fault of legFaults(table, event, leg))
            report('acceptance', offset, `${leg.marketId} ${leg.outcomeId}: ${fault}`);
      }
    },
  };
}

/** What is wrong with how the bet combines its legs. */
function schemeFaults(table: MarketTable, accepted: BetAccepted): readonly string[] {
  const { legs, lines, eachWay } = accepted;
  const faults: string[] = [];
  const scheme = schemeWritten(accepted, legs.length);
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

/** Why the leg could not be bet on. Empty where it could. */
function legFaults(table: MarketTable, accepted: BetAccepted, leg: Leg): readonly string[] {
  const market = table.markets.get(leg.marketId);
  if (market === undefined) return ['no such market'];
  const outcome = market.outcomes.get(leg.outcomeId);
  return [
    ...marketFaults(table, market, accepted),
    ...(outcome === undefined ? ['no such outcome'] : outcomeFaults(outcome)),
    ...(accepted.quoteId === null && outcome !== undefined ? priceFaults(outcome, leg) : []),
    ...termsFaults(market, accepted, leg),
    ...(market.results.has(leg.outcomeId) ? ['the outcome has a result'] : []),
    ...(market.marketVersion === leg.marketVersion
      ? []
      : [`version ${market.marketVersion}, not ${leg.marketVersion}`]),
  ];
}

/** What the leg copies from the definition of its market, for its settlement. */
function termsFaults(
  { definition }: Market,
  { eachWay, legs }: BetAccepted,
  leg: Leg,
): readonly string[] {
  if (definition === undefined) return [];
  const faults: string[] = [];
  const { placeTerms, reductionMethod, antePost, ruleSetId, singlesOnly } = definition;
  if (JSON.stringify(leg.placeTerms) !== JSON.stringify(eachWay ? placeTerms : null))
    faults.push('the place terms are others');
  if (eachWay && placeTerms === null) faults.push('the market has no place terms');
  if ((leg.reductionMethod ?? 'NONE') !== reductionMethod)
    faults.push(`reductions by ${reductionMethod}, not ${leg.reductionMethod}`);
  if (leg.antePost !== antePost) faults.push('ante-post is another');
  if ((leg.ruleSetId ?? 'default') !== ruleSetId)
    faults.push(`rule set ${ruleSetId}, not ${leg.ruleSetId}`);
  if (singlesOnly && legs.length > 1) faults.push('the market takes singles only');
  return faults;
}

function marketFaults(
  table: MarketTable,
  market: Market,
  { acceptedAtMs }: BetAccepted,
): readonly string[] {
  const faults: string[] = [];
  const status = table.fixtureOf(market)?.status ?? 'unknown';
  if (market.trading !== 'OPEN') faults.push(`the market is ${market.trading ?? 'undefined'}`);
  if (market.override !== 'NONE') faults.push('an operator suspended the market');
  if (market.quarantined) faults.push('a fact of the fixture could not be read');
  if (!bettable.has(status)) faults.push(`the fixture is ${status}`);
  for (const [id, { fromMs, toMs }] of market.windows)
    if ((fromMs ?? -Infinity) <= acceptedAtMs && acceptedAtMs < (toMs ?? Infinity))
      faults.push(`void window ${id} covers it`);
  const { policy, producers } = table;
  if (policy === undefined) return [...faults, 'no limit policy'];
  const ageMsMax = Math.min(policy.heartbeatAgeMsMax, policy.factsAgeMsMax);
  const known = producers.liveness.get(`${market.partition}/${market.producerId}`);
  const isHeard = known !== undefined && !known.down && acceptedAtMs - known.heardAtMs <= ageMsMax;
  if (!isHeard && market.producerId !== 'operator')
    faults.push(`producer ${market.producerId} is down`);
  return faults;
}

const outcomeFaults = ({ state }: Outcome): readonly string[] =>
  state === 'ACTIVE' ? [] : [`the outcome is ${state}`];

function priceFaults(outcome: Outcome, leg: Leg): readonly string[] {
  const faults: string[] = [];
  if (outcome.odds !== leg.odds) faults.push(`the price is ${outcome.odds}, not ${leg.odds}`);
  const at = outcome.oddsAt;
  if (at?.partition !== leg.oddsAt.partition || at.offset !== leg.oddsAt.offset)
    faults.push(
      `the price is of ${at === undefined ? 'no fact' : token(at)}, not ${token(leg.oddsAt)}`,
    );
  return faults;
}

const token = (at: FactPosition) => positionToken({ topic: 'odds.events', ...at });
