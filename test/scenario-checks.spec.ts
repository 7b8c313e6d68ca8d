import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';

/**
 * Tools are modules that Node runs as they are, so Node is asked: what the checks of a scenario find in a tiny
 * history, after something in it was changed.
 */
function faultsAfter(
  change: string,
): Record<'tradable' | 'results' | 'clients', readonly string[]> {
  const program = `
    import { checkTradable } from './tools/scenario/check-tradable.mts';
    import { checkResults } from './tools/scenario/check-results.mts';
    import { checkClients } from './tools/scenario/check-clients.mts';
    import { ticketIdOf } from './tools/scenario/evidence.mts';
    const moment = (line, status, one, two) => ({ line, status, runners: new Map([['1', one], ['2', two]]) });
    const moments = [moment(1, 'OPEN', 'ACTIVE', 'ACTIVE'), moment(3, 'CLOSED', 'WINNER', 'LOSER')];
    const market = { bettingType: 'ODDS', numberOfWinners: 1, moments };
    const fact = (offset, line) => ({ position: 'o2:' + offset, sourceId: 'f.a@bx1:' + line + ':0' });
    const plan = { index: 0, key: 'k', account: 0, line: 1, repeated: true };
    const ticketId = ticketIdOf({ accountId: 'a', plan });
    const leg = { marketId: 'm', outcomeId: '1', odds: 25000, oddsAt: { partition: 2, offset: 0 } };
    const accepted = { type: 'BetAccepted', position: 'b3:1', ticketId, bet: 0, stake: 101, potentialReturn: 253, legs: [leg] };
    const settledLeg = { win: { num: 1, den: 1 }, void: { num: 0, den: 1 }, effectiveOdds: null };
    const settled = { type: 'BetSettled', position: 'b3:3', ticketId, bet: 0, payout: 253, legs: [settledLeg] };
    const opening = { type: 'InputsAdopted', position: 'b3:0', oddsNext: [{ partition: 2, next: 1 }] };
    const answer = { ticketId, status: 'ACCEPTED', bets: [{ stake: 101, potentialReturn: 253, legs: [leg] }] };
    const told = { outcome: 'decided', body: JSON.stringify(answer), waited: false };
    const bet = { plan, accountId: 'a', ticket: { bets: [{ stake: 101 }] }, told, toldAgain: { ...told } };
    const evidence = {
      stream: { markets: new Map([['m', market]]) },
      facts: [fact(0, 1), fact(1, 3)],
      events: [opening, accepted, settled],
      bets: [bet],
    };
    ${change};
    console.log(JSON.stringify({
      tradable: checkTradable(evidence), results: checkResults(evidence), clients: checkClients(evidence),
    }));
  `;
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(answer.toString()) as ReturnType<typeof faultsAfter>;
}

const none = { tradable: [], results: [], clients: [] };

describe('the checks of a scenario', () => {
  test('find nothing in a good history', () => {
    expect(faultsAfter('')).toEqual(none);
  });

  test.each<[string, string, keyof typeof none]>([
    ['accepted behind the close', 'opening.oddsNext[0].next = 2', 'tradable'],
    ['accepted on a removed runner', `moments[0].runners.set('1', 'REMOVED')`, 'tradable'],
    ['a loser paid', `leg.outcomeId = '2'`, 'results'],
    ['not settled', 'evidence.events.pop()', 'results'],
    ['paid one unit short', 'settled.payout = 252', 'results'],
    ['a bet that nobody sent', 'evidence.bets.pop()', 'clients'],
    ['an answer that is not in the log', 'evidence.events = [opening]', 'clients'],
    ['other odds in the answer', `told.body = told.body.replace('25000', '26000')`, 'clients'],
    ['another answer to the repeat', `bet.toldAgain.body += ' '`, 'clients'],
    [
      'a bet behind a refusal',
      `bet.told = { outcome: 'not_received' }; bet.toldAgain = undefined`,
      'clients',
    ],
    ['a ticket decided twice', 'evidence.events.push(accepted)', 'clients'],
  ])('find %s', (_, change, check) => {
    expect(faultsAfter(change)[check].length).toBeGreaterThan(0);
  });
});
