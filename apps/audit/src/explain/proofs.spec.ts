import { topics, type BetSettled } from '@stakelog/contracts';
import { historyOf, prng, randomWords } from '@stakelog/testing';
import { describe, expect, test } from '@jest/globals';
import { historyLog } from '../testing/history-log';
import { codec, home, type SyntheticLog } from '../testing/synthetic-log';
import { openRecording } from '../walk/partition-walk';
import { explainTicket } from './explain-bet';

const { partitions } = topics['odds.events'];
const seeds = Array.from({ length: 20 }, (_, seed) => seed + 41);
const logs = seeds.map((seed) => historyLog(historyOf(randomWords(prng(seed), 250), partitions)));

function settledIn(log: SyntheticLog): readonly BetSettled[] {
  const bets = new Map<string, BetSettled>();
  for (const { value } of log.records('bet.events', home)) {
    const event = codec.decode('bet.events', value);
    if (event.type === 'BetSettled') bets.set(`${event.ticketId}-${event.bet}`, event);
  }
  return [...bets.values()];
}

describe('every settled bet of a history', () => {
  test('is proved, leg by leg', async () => {
    const rules = new Set<string>();
    for (const log of logs) {
      const recording = await openRecording(log, codec);
      for (const { ticketId, bet } of settledIn(log)) {
        const explanation = await explainTicket(recording, ticketId, bet);
        for (const { at, proof, event } of explanation?.events ?? []) {
          if (proof === undefined) continue;
          expect({ at, event, ...proof }).toMatchObject({ agrees: true });
          for (const { rule } of proof.legs) rules.add(rule);
        }
      }
    }
    expect(rules.size).toBeGreaterThan(7);
  }, 120_000);
});
