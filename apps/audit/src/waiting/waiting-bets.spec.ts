import { limits } from '@stakelog/contracts';
import { expect, test } from '@jest/globals';
import { deposit, goodLog, offer, openAccount, result, show, single } from '../testing/good-log';
import { codec, home, SyntheticLog } from '../testing/synthetic-log';
import { openRecording } from '../walk/partition-walk';
import { waitingBets } from './waiting-bets';

const waiting = async (log: SyntheticLog) => waitingBets(await openRecording(log, codec), home);

function openBet(): SyntheticLog {
  const log = new SyntheticLog();
  log.openEpoch();
  offer(log);
  log.command(openAccount(log));
  log.command(deposit(log, 'd1', 10_000));
  show(log, 'OPEN', 1);
  log.decide();
  log.command(single(log, 'ta'));
  log.decide();
  return log;
}

test('settled bets wait for nothing', async () => {
  expect(await waiting(goodLog().log)).toEqual([]);
});

test('an open bet names its leg, what it waits for and since when, and later that it is overdue', async () => {
  const log = openBet();
  const [bet] = await waiting(log);
  const leg = { leg: 0, marketId: 'm1', outcomeId: '1', what: 'RESULT' };
  expect(bet).toMatchObject({ stake: 1_000, overdue: false, legs: [leg] });
  expect(bet?.at).toMatch(new RegExp(`^b${home}:\\d+$`));

  log.decide(2 * limits.contestOverdueMs);
  expect(await waiting(log)).toMatchObject([{ overdue: true, legs: [{ ...leg, overdue: true }] }]);

  result(log, '1', 1);
  log.decide();
  expect(await waiting(log)).toEqual([]);
});
