import { betId, type BetEvent } from '@stakelog/contracts';
import { crc32 } from 'node:zlib';
import type { BetEventsPart } from './bet-events-part';

/** One of `count` parts of all ids. Not the hash of the partitions: those of one partition would fall together. */
export type Bucket = { readonly index: number; readonly count: number };

export const isIn = ({ index, count }: Bucket, id: string): boolean => crc32(id) % count === index;

/** Everything that belongs to some accounts: bets, indexes, statements, answers, what they may do. */
export const accountsPart = (bucket: Bucket): BetEventsPart => ({
  wants: (_, account) => account !== '' && isIn(bucket, account),
  take: (models, events, offset) => models.takeEvents(events, offset),
  isWhole: (key) => !key.startsWith('exposure:'),
});

const betLife: ReadonlySet<string> = new Set<BetEvent['type']>([
  'BetAccepted',
  'BetSettled',
  'BetReopened',
  'BetCashedOut',
  'LegOverridden',
]);

/** What the bets of all accounts may cost on some markets. Only the bets that touch these are kept. */
export function exposuresPart(
  bucket: Bucket,
  currencyOf: (account: string) => string,
): BetEventsPart {
  const bets = new Set<string>();
  const touches = (event: BetEvent) => {
    if (!('bet' in event)) return false;
    const id = betId(event.ticketId, event.bet);
    if (event.type === 'BetAccepted' && event.legs.some(({ marketId }) => isIn(bucket, marketId)))
      bets.add(id);
    return bets.has(id);
  };
  const prefix = 'exposure:';
  return {
    wants: (name) => betLife.has(name),
    take(models, events, offset) {
      const touching = events.filter(({ event }) => touches(event));
      if (touching.length > 0) models.takeBets(touching, offset, currencyOf);
    },
    isWhole: (key) => key.startsWith(prefix) && isIn(bucket, key.slice(prefix.length)),
  };
}
