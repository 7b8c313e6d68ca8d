import type { Bout, Fault } from './harness/fault.mts';

const hourMs = 3_600_000;
const balance = 20_000;
const parallelBets = 200;

/** R9: a decider whose clock disagrees with the broker's decides nothing; nobody stakes what is not there. */
export const f16: Fault = {
  id: 'F16',
  name: 'clocks an hour ahead and behind, different in each process; 200 parallel bets on one balance',
  run: jump,
};

async function jump(bout: Bout): Promise<void> {
  for (const offsetMs of [hourMs, -hourMs]) await jumpDecider(bout, offsetMs);
  await jumpApi(bout);
  await overdraw(bout);
}

async function jumpDecider({ system, load, note, expect }: Bout, offsetMs: number): Promise<void> {
  const decider = system.app('decider');
  load.rest();
  await decider.stop();
  decider.launch({ CLOCK_OFFSET_MS: String(offsetMs) });
  const saysSo = async () =>
    ((await (await decider.ask('/readyz'))?.text()) ?? '').includes('broker');
  expect(await load.until(saysSo, 30_000), `/readyz names the clock at ${offsetMs} ms`);
  expect(!(await decider.ready()), `not ready at ${offsetMs} ms`);
  const batches = () => system.log.counted.filter(({ type }) => type === 'InputsAdopted').length;
  const before = batches();
  const status = await load.statusOfABet();
  expect(status !== 201, `no decision at ${offsetMs} ms, but ${status}`);
  expect(batches() === before, 'not even a timer’s batch is appended');
  await decider.restart();
  load.resume();
  expect(await load.progress(10), 'answers go on with the right clock');
  note(`at ${offsetMs / hourMs} h the decider waits and a bet was told ${status}`);
}

/** An api that is behind gives commands that have expired already, and one ahead lets them live: refused or decided. */
async function jumpApi({ system, load, chance, note, expect }: Bout): Promise<void> {
  const api = system.app('api');
  for (const offsetMs of [-chance.below(hourMs), chance.below(hourMs)]) {
    await api.restart({ CLOCK_OFFSET_MS: String(offsetMs) });
    expect(await load.progress(10), `every request ends with the api at ${offsetMs} ms`);
    note(`the api at ${Math.round(offsetMs / 1_000)} s`);
  }
  await api.restart();
}

/** The sum that is accepted fits the balance; `audit verify` holds I2 as well. */
async function overdraw({ system, load, note, expect }: Bout): Promise<void> {
  load.rest();
  const bettor = await load.newBettor(balance);
  const told = await Promise.all(
    Array.from({ length: parallelBets }, () => load.placeFor(bettor, balance / 20)),
  );
  const accepted = told.filter(
    (of) => of.outcome === 'decided' && of.body.includes('"ACCEPTED"'),
  ).length;
  expect(accepted === 20, `20 bets fit the balance, but ${accepted} were accepted`);
  const staked = system.log.counted.filter(
    ({ type, accountId }) => type === 'BetAccepted' && accountId === bettor.accountId,
  ).length;
  expect(staked === accepted, `${staked} stand in the log`);
  load.resume();
  note(`${accepted} of ${parallelBets} parallel bets fitted the balance`);
}
