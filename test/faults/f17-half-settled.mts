import type { Bout, Fault } from './harness/fault.mts';
import { openBets } from './harness/invariants.mts';

/** The catalogue names 100,000; so many settle in some seconds here, and are killed at several places. */
const bets = 20_000;
const perTicket = 50;
const lanes = 6;

/** The next epoch settles the rest, each once; betting is served between the chunks. */
export const f17: Fault = {
  id: 'F17',
  name: `the decider dies inside a settlement of ${bets} bets`,
  load: { markets: 4, deposit: 1_000_000 },
  run: dieInside,
};

async function dieInside({ system, load, chance, note, expect }: Bout): Promise<void> {
  const [market] = load.offer.markets;
  if (market === undefined) throw new Error('there is no market');
  const open = () => openBets(system.log.counted, [market]).length;
  await fill(load);
  await load.until(async () => open() >= bets, 60_000);
  const accepted = open();
  expect(accepted >= bets * 0.9, `${accepted} bets of ${bets} are open`);
  const decider = system.app('decider');
  const result = load.offer.result(market);
  const places = [chance.below(accepted / 2), accepted / 2 + chance.below(accepted / 2)];
  const killed: number[] = [];
  for (const place of places) {
    if (!(await load.until(async () => open() < accepted - place, 120_000))) break;
    await decider.kill();
    killed.push(accepted - open());
    expect(await load.progress(3, 30_000), 'bets are answered while it settles');
  }
  await result;
  expect(await load.until(async () => open() === 0, 240_000), `all settle, but for ${open()}`);
  note(`${accepted} open bets; killed after ${killed.join(' and ')} had been settled`);
}

/** Tickets of many singles on one market, until enough of them have been told to be accepted or are on their way. */
async function fill(load: Bout['load']): Promise<void> {
  let left = (bets * 1.1) / perTicket;
  const lane = async () => {
    while (left-- > 0) await load.placeMany(0, perTicket);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
