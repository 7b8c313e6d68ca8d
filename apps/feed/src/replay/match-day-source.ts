import { matchDay } from '../match-day/match-day';
import type { ReplaySource } from './replay-source';

export const MATCH_DAY_PRODUCER = 'match-day';

const namePattern = /^m\.(\d{1,10})\.(\d{1,9})$/u;

/** The match day of a seed as something to replay. */
export const matchDaySource = (seed: number, day: number): ReplaySource => ({
  name: `m.${seed}.${day}`,
  title: `match day ${day} of seed ${seed}`,
  producerIds: [MATCH_DAY_PRODUCER],
  tellsLiveness: false,
  // oxlint-disable-next-line typescript/require-await -- a source of lines waits, this one need not
  async *entries() {
    let number = 1;
    for (const { atMs, ...statement } of matchDay(seed, day))
      yield { number: number++, atMs, statements: [statement], faults: [] };
  },
});

/** Seed and day of a match day's name in the log. */
export function parseMatchDay(name: string): { seed: number; day: number } | undefined {
  const [, seed, day] = namePattern.exec(name) ?? [];
  return day === undefined ? undefined : { seed: Number(seed), day: Number(day) };
}
