import { positionToken, type BetEvent, type OddsEvent, type UtcMs } from '@stakelog/contracts';

/** A counted event of bet.events with its place and the time it was decided at. */
export type PlacedEvent = {
  readonly partition: number;
  readonly offset: number;
  readonly eventId: string;
  readonly decidedAtMs: UtcMs;
  readonly event: BetEvent;
};

/** A fact of odds.events that the feed's fence let through. The key of market facts is their fixture. */
export type PlacedFact = {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly fact: OddsEvent;
};

/** `b3:184223` */
export const eventToken = ({ partition, offset }: Pick<PlacedEvent, 'partition' | 'offset'>) =>
  positionToken({ topic: 'bet.events', partition, offset });
