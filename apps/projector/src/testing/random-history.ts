import {
  accountId,
  minorDelta,
  minorUnits,
  ticketId,
  utcMs,
  type BetEvent,
} from '@stakelog/contracts';
import type { PlacedEvent } from '@stakelog/projections';
// oxlint-disable-next-line eslint/no-restricted-imports -- for specs alone
import { sampleAccountEvents, sampleEvents, type Prng } from '@stakelog/testing';

const { accepted, deposited, opened, rejected, reopened, settled } = sampleEvents;
const { cashedOut, excluded, freeBetAccepted, freeBetGranted, freeBetVoided } = sampleAccountEvents;
const { limitSet, overridden, sessionEnded, sessionStarted } = sampleAccountEvents;

/** Batches of a few bettors' lives; what they say need not be likely, only be folded alike everywhere. */
export function randomBatch(random: Prng, partition: number, batch: number) {
  return (first: number): readonly PlacedEvent[] =>
    Array.from({ length: random.below(4) }, (_, index) => ({
      partition,
      offset: first + index,
      eventId: `${partition}-1-${batch}-${index + 1}`,
      decidedAtMs: utcMs(1_790_000_000_000 + batch),
      event: randomEvent(random),
    }));
}

function randomEvent(random: Prng): BetEvent {
  const account = { accountId: accountId(`acct${random.below(5)}`) };
  const ticket = { ...account, ticketId: ticketId(`t${random.below(20)}`) };
  const amount = 1 + random.below(9_000);
  const postings = [{ code: 'cash', amount: minorDelta(amount) }] as const;
  const events: readonly BetEvent[] = [
    { ...opened, ...account },
    { ...deposited, ...account, amount: minorUnits(amount), postings },
    { ...accepted, ...ticket },
    { ...rejected, ...ticket },
    { ...settled(1 + random.below(3), amount), ...ticket },
    { ...reopened, ...ticket },
    { ...cashedOut(5_000 * (1 + random.below(2)), 0), ...ticket },
    { ...overridden('VOID'), ...ticket },
    { ...freeBetGranted, ...account },
    { ...freeBetAccepted, ...ticket },
    { ...freeBetVoided, ...ticket },
    { ...limitSet(random.below(2) * amount), ...account },
    { ...excluded(random.below(20)), ...account },
    { ...(random.below(2) === 0 ? sessionStarted : sessionEnded), ...account },
  ];
  return events[random.below(events.length)] ?? opened;
}
