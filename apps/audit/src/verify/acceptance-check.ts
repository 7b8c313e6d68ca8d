import { positionToken, type BetAccepted, type FactPosition, type Leg } from '@stakelog/contracts';
import type { Market, MarketTable, Outcome } from '@stakelog/domain';
import type { BatchCheck } from './batch-check';

const bettable = new Set(['NOT_STARTED', 'DELAYED', 'LIVE']);

/**
 * I4: at the facts that its batch adopted, the market of an acceptance was tradable and had that price. Written
 * from domain.md §2, not from the rows that decided.
 */
export function acceptanceCheck(): BatchCheck {
  return {
    take({ batch: { records }, table }, report) {
      for (const { event, offset } of records) {
        if (event.type !== 'BetAccepted') continue;
        for (const leg of event.legs)
          for (const fault of legFaults(table, event, leg))
            report('acceptance', offset, `${leg.marketId} ${leg.outcomeId}: ${fault}`);
      }
    },
  };
}

/** Why the leg could not be bet on. Empty where it could. */
function legFaults(table: MarketTable, accepted: BetAccepted, leg: Leg): readonly string[] {
  const market = table.markets.get(leg.marketId);
  if (market === undefined) return ['no such market'];
  return [
    ...marketFaults(table, market, accepted),
    ...outcomeFaults(market.outcomes.get(leg.outcomeId), leg),
    ...(market.results.has(leg.outcomeId) ? ['the outcome has a result'] : []),
    ...(market.marketVersion === leg.marketVersion
      ? []
      : [`version ${market.marketVersion}, not ${leg.marketVersion}`]),
  ];
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
  if (!producers.isUp(market.partition, market.producerId, acceptedAtMs, ageMsMax))
    faults.push(`producer ${market.producerId} is down`);
  return faults;
}

function outcomeFaults(outcome: Outcome | undefined, leg: Leg): readonly string[] {
  if (outcome === undefined) return ['no such outcome'];
  const faults: string[] = [];
  if (outcome.state !== 'ACTIVE') faults.push(`the outcome is ${outcome.state}`);
  if (outcome.odds !== leg.odds) faults.push(`the price is ${outcome.odds}, not ${leg.odds}`);
  const at = outcome.oddsAt;
  if (at?.partition !== leg.oddsAt.partition || at.offset !== leg.oddsAt.offset)
    faults.push(
      `the price is of ${at === undefined ? 'no fact' : token(at)}, not ${token(leg.oddsAt)}`,
    );
  return faults;
}

const token = (at: FactPosition) => positionToken({ topic: 'odds.events', ...at });
