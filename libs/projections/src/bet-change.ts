import {
  type BetCashedOut,
  type BetReopened,
  type BetSettled,
  type LegOverridden,
  limits,
  type UtcMs,
} from '@stakelog/contracts';
import { eventFields } from './event-fields';
import { eventToken, type PlacedEvent } from './placed-event';

/** What may happen to a bet after its acceptance. */
export type BetChangeEvent = BetSettled | BetReopened | BetCashedOut | LegOverridden;

/** A line of a bet's history, as `GET /bets/{id}/history` shows it. */
export type BetChangeView = {
  readonly at: string;
  readonly eventId: string;
  readonly event: string;
  readonly atMs: UtcMs;
};

/** The newest changes, with this one. */
export function withChange(
  changes: readonly BetChangeView[],
  event: BetChangeEvent,
  placed: PlacedEvent,
): readonly BetChangeView[] {
  const { eventId, decidedAtMs: atMs } = placed;
  const at = eventToken(placed);
  const change = { at, eventId, event: event.type, atMs, ...eventFields(event) };
  return [...changes, change].slice(-limits.betChangesShownMax);
}
