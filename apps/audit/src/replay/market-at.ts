import { marketId as asMarketId, type FactPosition, positionToken } from '@stakelog/contracts';
import type { Market, MarketTable } from '@stakelog/domain';
import type { Recording } from '../walk/partition-walk';
import type { Point } from './point';
import { oddsVector, stateAt, tableAt } from './state-at';

/**
 * A market as it was: by the facts, or at a point of bet.events as that partition knew it then. Undefined fields were
 * not said yet.
 */
export async function marketAt(recording: Recording, market: string, point: Point) {
  const table =
    'topic' in point && point.topic === 'bet.events'
      ? (await stateAt(recording, point.partition, point)).state.table
      : await tableAt(recording, point);
  const of = table.markets.get(asMarketId(market));
  const at = { market, oddsKnown: oddsVector(table) };
  return of === undefined ? { ...at, known: false as const } : { ...at, ...shown(table, of) };
}

export type MarketAt = Awaited<ReturnType<typeof marketAt>>;

function shown(table: MarketTable, market: Market) {
  const fixture = table.fixtureOf(market);
  return {
    known: true as const,
    fixtureId: market.fixtureId,
    fixtureStatus: fixture?.status ?? null,
    score: fixture?.score ?? null,
    name: market.definition?.name ?? null,
    trading: market.trading ?? null,
    override: market.override,
    quarantined: market.quarantined,
    inPlay: market.inPlay,
    betDelayMs: market.betDelayMs,
    version: market.marketVersion,
    cashOut: market.cashOut,
    outcomes: [...market.outcomes].map(([outcomeId, { state, odds, oddsAt }]) => ({
      outcomeId,
      state,
      odds,
      oddsAt: oddsAt === undefined ? null : token(oddsAt),
    })),
    results: [...market.results].map(([outcomeId, { declared, certainty, version, at }]) => ({
      outcomeId,
      win: declared.win,
      void: declared.void,
      certainty,
      version,
      at: token(at),
    })),
    voidWindows: market.windows.size,
    withdrawals: [...market.withdrawals.keys()],
  };
}

const token = (at: FactPosition) => positionToken({ topic: 'odds.events', ...at });
