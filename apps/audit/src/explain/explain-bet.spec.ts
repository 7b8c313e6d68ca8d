import { describe, expect, test } from '@jest/globals';
import { goodLog } from '../testing/good-log';
import { codec } from '../testing/synthetic-log';
import { openRecording } from '../walk/partition-walk';
import { explainBet } from './explain-bet';

const ticket = (key: string) => key.padEnd(26, 'x');

async function explained(key: string) {
  const { log } = goodLog();
  return explainBet(await openRecording(log, codec), ticket(key));
}

describe('explain', () => {
  test('an accepted bet passed every row, and its settlements work out', async () => {
    const { command, looks, events, facts } = await explained('ta');
    expect(command?.content.idempotencyKey).toBe('ta');
    expect(looks).toHaveLength(1);
    expect(looks[0]?.rows.map(({ passed }) => passed)).toEqual(looks[0]?.rows.map(() => true));
    expect(events.map(({ type }) => type)).toEqual(['BetAccepted', 'BetSettled', 'BetSettled']);
    expect(events.map(({ proof }) => proof?.agrees)).toEqual([undefined, true, true]);
    expect(events[1]?.proof?.steps.at(-2)).toBe('rounded HALF_UP: 2500');
    expect(Object.values(facts).map((fact) => 'type' in fact && fact.type)).toEqual([
      'MarketSnapshot',
      'MarketResulted',
      'MarketResulted',
    ]);
  });

  test('a refused bet names the row that failed, and looks no further', async () => {
    const { looks, events } = await explained('tb');
    expect(events.map(({ type }) => type)).toEqual(['BetRejected']);
    const failed = looks[0]?.rows.findIndex(({ passed }) => passed === false) ?? -1;
    expect(looks[0]?.rows[failed]).toMatchObject({
      row: '24',
      reasons: [{ code: 'ODDS_CHANGED' }],
    });
    expect(looks[0]?.rows.slice(failed + 1).every(({ passed }) => passed === undefined)).toBe(true);
  });

  test('a held bet is looked at twice', async () => {
    const { looks, events } = await explained('tc');
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['BetHeld', 'BetAccepted']);
    expect(looks).toHaveLength(2);
    expect(looks.flatMap(({ rows }) => rows).every(({ passed }) => passed === true)).toBe(true);
  });

  test('an unknown bet is said to be unknown', async () => {
    await expect(explained('nobody')).rejects.toThrow('the log has no nobodyx');
  });
});
