import { expect, test } from '@jest/globals';
import { prng } from '@stakelog/testing';
import { expectedBets, type LineBet, type LineLeg, type TicketLine } from './exact-calculator';
import { randomLine } from './random-line';
import { settledLine } from '../../tools/settle/settle-line';

const seed = Number(process.env['LAWS_SEED'] ?? 20_260_725);
const tickets = Number(process.env['ORACLE_TICKETS'] ?? 20_000);
process.stderr.write(`random tickets: LAWS_SEED=${seed}\n`);

/** Read from the text, since what is paid may pass 2^53. */
const money =
  /"lines":(\d+),"stake":(\d+),"return":(\d+),"profit":(-?\d+),"exactReturn":"([\d/]+)"/g;

/** The first ticket on which the command and the calculator do not agree. */
function firstDifference(lines: Iterable<TicketLine>) {
  for (const line of lines) {
    const text = settledLine(JSON.stringify(line));
    const said = [...text.matchAll(money)].map(([, ...numbers]) => numbers.join(' '));
    const expected = expectedBets(line).map(({ lines: count, stake, returns, exact }) =>
      [count, stake, returns, returns - stake, exact].join(' '),
    );
    if (said.join() !== expected.join()) return { line: JSON.stringify(line), text, expected };
  }
  return undefined;
}

function* randomLines() {
  const random = prng(seed);
  for (let id = 0; id < tickets; id++) yield randomLine(random, id);
}

test(`seed ${seed}: ${tickets} tickets settle as every line written out says`, () => {
  expect(firstDifference(randomLines())).toBeUndefined();
}, 120_000);

test('the tickets hold everything that bears on money, and often', () => {
  const random = prng(seed);
  const lines = Array.from({ length: 2_000 }, (_, id) => randomLine(random, id));
  const often = (holds: (line: TicketLine) => boolean) => lines.filter(holds).length;
  const ofBets = (holds: (bet: LineBet) => boolean) =>
    often(({ ticket }) => ticket.bets.some(holds));
  const ofLegs = (holds: (leg: LineLeg) => boolean) => often(({ legs }) => legs.some(holds));
  const ofPositions = (holds: (ways: number, banker: boolean) => boolean) =>
    ofBets(({ positions = [] }) =>
      positions.some(({ selections, banker = false }) => holds(selections.length, banker)),
    );
  const counts = {
    single: ofBets(({ kind }) => kind === 'SINGLE'),
    multiple: ofBets(({ kind }) => kind === 'MULTIPLE'),
    system: ofBets(({ kind }) => kind === 'SYSTEM'),
    eachWay: ofBets(({ eachWay }) => eachWay === true),
    freeBet: ofBets(({ funding }) => funding === 'FREE_BET'),
    total: ofBets(({ stakeMode }) => stakeMode === 'TOTAL'),
    ways: ofPositions((ways) => ways > 1),
    banker: ofPositions((_, banker) => banker),
    tied: ofLegs(({ position }) => position !== undefined && position.tied > 1),
    antePost: ofLegs(({ antePost, result }) => antePost === true && result === 'VOID'),
    reduced: ofLegs(({ reductions }) => reductions !== undefined && reductions.length > 1),
    fractional: often(({ ticket }) => ticket.selections.some(({ fraction }) => fraction)),
    down: often(({ rounding }) => rounding === 'DOWN'),
    capped: often((line) =>
      expectedBets(line).some(({ returns }) => returns === BigInt(line.maxPayout ?? -1)),
    ),
  };
  expect(Object.entries(counts).filter(([, count]) => count < 50)).toEqual([]);
});
