import {
  type HistoryEntry,
  limits,
  type MarketSnapshot,
  type OddsChanged,
  type UtcMs,
} from '@stakelog/contracts';
import { factToken } from './event-fields';
import type { PlacedFact } from './placed-event';

/** One movement of a market's prices, as `GET /markets/{id}/prices` shows it. No odds: the price was withdrawn. */
export type PriceMove = {
  readonly at: string;
  readonly sourceAtMs: UtcMs;
  readonly outcomes: readonly { readonly outcomeId: string; readonly odds?: number }[];
};

/** The newest price moves of a market, by the offset of their fact. */
export const pricesKey = (marketId: string) => `prices:${marketId}`;

export function priceMove(fact: OddsChanged | MarketSnapshot, placed: PlacedFact): HistoryEntry {
  const entry: PriceMove = {
    at: factToken(placed),
    sourceAtMs: fact.sourceAtMs,
    outcomes: fact.outcomes.map(({ outcomeId, odds }) =>
      odds === null ? { outcomeId } : { outcomeId, odds },
    ),
  };
  const key = pricesKey(fact.marketId);
  return { key, offset: placed.offset, entry, entriesMax: limits.priceMovesMax };
}
