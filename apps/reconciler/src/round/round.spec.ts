import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accountId, defined, minorDelta, ticketId, type AccountId } from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import { sampleEvents } from '@stakelog/testing';
import { LogFold } from '../fold/log-fold';
import { codec, CopiesInMemory } from '../testing/copies-in-memory';
import { Round, type RoundResult } from './round';

const { accepted, deposited, opened } = sampleEvents;
const accounts = ['ann', 'bob', 'cat'].map((name) => accountId(name));
const [ann = accountId('')] = accounts;

let copies: CopiesInMemory;
let round: Round;
let fold: LogFold;
const faults: Error[] = [];

const of = (account: AccountId, event: DecisionEvent) =>
  ({
    ...event,
    accountId: account,
    ...('ticketId' in event ? { ticketId: ticketId(`${account}1`) } : {}),
  }) as DecisionEvent;

/** A bet of each account, in partitions 3 and 4. */
async function history(): Promise<void> {
  for (const partition of [3, 4])
    for (const account of accounts) {
      await copies.decide(partition, of(account, opened), of(account, deposited));
      await copies.decide(partition, of(account, accepted));
    }
}

function started(withdraws = true): Round {
  fold = new LogFold(copies.log, codec, (error) => faults.push(error));
  const { log, redis, sql } = copies;
  return new Round({ log, codec, fold, redis, sql, commandPartitions: 12, withdraws });
}

/** The result of the round in which a difference has been seen twice. */
async function twice(): Promise<RoundResult> {
  const first = await round.once();
  expect(first.confirmed).toEqual([]);
  return round.once();
}

/** What is confirmed to differ, within three rounds. */
async function told(): Promise<readonly string[]> {
  for (let rounds = 0; rounds < 3; rounds++) {
    const { confirmed, verdict } = await round.once();
    if (verdict === 'DRIFTED') return confirmed.map(({ where }) => where);
  }
  return [];
}

const live = (partition: number) =>
  defined(copies.models.get(`bet.events/${partition}`), 'a generation is live');
const rowsOf = (table: 'decisions' | 'ledger_postings', partition: number) =>
  copies.tables[table].filter((row) => row.partition === partition);

beforeEach(async () => {
  copies = new CopiesInMemory();
  await history();
  copies.copyAll();
  round = started();
});
afterEach(() => fold.close());

describe('copies that say what the log says', () => {
  it('are conserved, round after round, while the log grows', async () => {
    for (let rounds = 0; rounds < 5; rounds++) {
      const result = await round.once();
      expect(result).toMatchObject({ verdict: 'CONSERVED', confirmed: [], suspected: 0 });
      await copies.decide(3, of(ann, deposited));
      copies.copyAll();
    }
    const { ledger } = await round.once();
    expect(ledger.events).toBe(6 * 3 + 5);
    expect([...ledger.imbalances]).toEqual([['EUR', 0n]]);
    const cash = ledger.sums.find(({ code }) => code === 'cash');
    expect(cash).toEqual({ currency: 'EUR', code: 'cash', amount: 6n * 4_000n + 5n * 5_000n });
  });

  it('may lag: the fold goes only as far as the models are', async () => {
    const { nextOffset } = JSON.parse(live(3).position) as { nextOffset: number };
    await copies.decide(3, of(ann, deposited));
    await copies.decide(3, of(ann, deposited));
    const result = await round.once();
    expect(result.verdict).toBe('CONSERVED');
    expect(fold.of(3).nextOffset).toBe(nextOffset);
    copies.project(3);
    expect((await round.once()).verdict).toBe('CONSERVED');
    expect(fold.of(3).nextOffset).toBe(copies.topic('bet.events').ends().get(3));
  });

  it('may stand behind an epoch, and a dropped batch changes nothing', async () => {
    await round.once();
    await copies.openEpoch(3);
    copies.project(3);
    expect(await round.once()).toMatchObject({ verdict: 'CONSERVED', suspected: 0 });
  });

  it('that are away are told of, and are no difference', async () => {
    copies.models.delete('bet.events/3');
    copies.recorded.delete('bet.events/4');
    const result = await round.once();
    expect(result).toMatchObject({ verdict: 'PARTIAL', confirmed: [], suspected: 0 });
    const missing = result.comparisons.filter(({ nextOffset }) => nextOffset === undefined);
    expect(missing.map(({ copy, partition }) => `${copy} ${partition}`)).toEqual([
      'CLICKHOUSE 4',
      'REDIS 3',
    ]);
    expect(result.ledger.events).toBe(18);
  });
});

it('stops one partition at a record that no reader takes, and compares the others', async () => {
  await round.once();
  await copies.topic('bet.events').append(4, [{ key: 'k', value: 'no record of ours' }]);
  await fold.close();
  const stopped: string[] = [];
  fold = new LogFold(
    copies.log,
    codec,
    (error) => faults.push(error),
    ({ code }) => stopped.push(code),
  );
  const { log, redis, sql } = copies;
  round = new Round({ log, codec, fold, redis, sql, commandPartitions: 12, withdraws: true });
  copies.models.delete('bet.events/4');
  const { verdict, comparisons, suspected } = await round.once();
  const missing = comparisons.filter(({ nextOffset }) => nextOffset === undefined);
  expect(missing.map(({ copy, partition }) => `${copy} ${partition}`)).toEqual(['REDIS 4']);
  expect({ verdict, suspected }).toEqual({ verdict: 'PARTIAL', suspected: 0 });
  expect(stopped).toHaveLength(1);
});

describe('a drifted read model', () => {
  const wallet = `wallet:${ann}`;
  // The fold knows whose wallets to ask for once it has read the log.
  beforeEach(() => round.once());
  const falsify = () => {
    const text = defined(live(3).keys.get(wallet), 'a wallet');
    live(3).keys.set(wallet, text.replace('"cash":4000', '"cash":9000'));
  };

  it('is withdrawn when it has differed twice, and only that', async () => {
    falsify();
    const { name } = live(3);
    const result = await twice();
    expect(result.verdict).toBe('DRIFTED');
    expect(result.confirmed).toMatchObject([
      { copy: 'REDIS', where: `rm:{p3}:${name}:wallet:ann`, at: 'b3:5' },
    ]);
    expect(result.confirmed[0]?.held).toContain('"cash":9000');
    expect(result.confirmed[0]?.expected).toContain('"cash":4000');
    expect(result.withdrawn).toEqual([`bet.events/3/${name}`]);
    expect([...copies.models.keys()]).not.toContain('bet.events/3');
    expect((await round.once()).verdict).toBe('PARTIAL');
    copies.project(3);
    expect(await round.once()).toMatchObject({ verdict: 'CONSERVED', suspected: 0 });
  });

  it('goes on serving where withdrawing is off', async () => {
    round = started(false);
    await round.once();
    falsify();
    expect(await twice()).toMatchObject({ verdict: 'DRIFTED', withdrawn: [] });
    expect((await round.once()).verdict).toBe('DRIFTED');
  });

  it('that is right again at the second look is not', async () => {
    falsify();
    expect(await round.once()).toMatchObject({ suspected: 1, withdrawn: [] });
    copies.project(3);
    expect(await round.once()).toMatchObject({ verdict: 'CONSERVED', confirmed: [] });
  });

  it('that lost a wallet, or has one that was never opened, differs', async () => {
    live(3).keys.delete(wallet);
    expect((await twice()).confirmed).toMatchObject([{ held: null, at: 'b3:5' }]);
  });

  it.each<{ what: string; change: object; expected: string }>`
    what                   | change                   | expected
    ${'beyond the log'}    | ${{ nextOffset: 1_000 }} | ${'the log ends at'}
    ${'of another epoch'}  | ${{ epoch: 7 }}          | ${'"epoch":1'}
    ${'of another writer'} | ${{ writer: 'zombie' }}  | ${'"writer":"w1"'}
    ${'of another batch'}  | ${{ batch: 99 }}         | ${'"batch":6'}
  `('whose position is $what differs', async ({ change, expected }) => {
    const model = live(3);
    model.position = JSON.stringify({ ...(JSON.parse(model.position) as object), ...change });
    const { confirmed, withdrawn } = await twice();
    expect(confirmed).toMatchObject([{ where: `rm:{p3}:${model.name}:pos` }]);
    expect(confirmed[0]?.expected).toContain(expected);
    expect(withdrawn).toHaveLength(1);
  });

  it.each([1, 4])(
    'whose position is %i records before the end of a batch differs',
    async (back) => {
      await copies.decide(3, of(ann, deposited), of(ann, deposited));
      const model = copies.project(3);
      const { nextOffset, ...rest } = JSON.parse(model.position) as { nextOffset: number };
      model.position = JSON.stringify({ nextOffset: nextOffset - back, ...rest });
      await round.once();
      const { confirmed } = await round.once();
      expect(confirmed.map(({ where }) => where)).toContain(`rm:{p3}:${model.name}:pos`);
    },
  );

  it('of odds.events whose position is beyond the log differs', async () => {
    const model = defined(copies.models.get('odds.events/2'), 'a generation');
    model.position = JSON.stringify({ nextOffset: 5, crc: 1 });
    expect((await twice()).withdrawn).toEqual(['odds.events/2/o']);
  });
});

describe('a ClickHouse that differs', () => {
  it('by a missing row is told', async () => {
    const [row] = rowsOf('decisions', 3);
    copies.tables.decisions = copies.tables.decisions.filter((each) => each !== row);
    expect(await told()).toEqual(['decisions of bet.events/3 from 0']);
  });

  it('by a doubled row is told', async () => {
    copies.tables.ledger_postings.push(defined(rowsOf('ledger_postings', 4).at(-1), 'a row'));
    expect(await told()).toEqual(['ledger_postings of bet.events/4 from 0']);
  });

  it('by one row in place of another is told, though the numbers agree', async () => {
    const row = defined(rowsOf('ledger_postings', 3)[0], 'a row');
    row.text = row.text.replace('5000', '5001');
    expect(await told()).toEqual(['ledger_postings of bet.events/3 from 0']);
  });

  it('by a missing fact is told', async () => {
    await copies.topic('odds.events').append(1, [{ key: 'f', value: 'x' }]);
    copies.recorded.set('odds.events/1', 1);
    expect(await told()).toEqual(['facts of odds.events/1 from 0']);
  });

  it('only in what it has not recorded yet does not', async () => {
    await round.once();
    await copies.decide(3, of(ann, deposited));
    copies.project(3);
    for (let rounds = 0; rounds < 3; rounds++)
      expect(await round.once()).toMatchObject({ verdict: 'CONSERVED', suspected: 0 });
  });
});

describe('a ledger', () => {
  it('whose postings do not sum to zero is told, with the event', async () => {
    const postings = [{ code: 'cash', amount: minorDelta(7) }] as const;
    await copies.decide(3, of(ann, { ...deposited, postings }));
    copies.copyAll();
    const { confirmed, ledger } = await twice();
    const at = `b3:${(copies.topic('bet.events').ends().get(3) ?? 0) - 1}`;
    expect(confirmed.map(({ copy, where }) => `${copy} ${where}`)).toEqual([
      `LEDGER postings of FundsDeposited at ${at}`,
      'LEDGER all postings in EUR',
    ]);
    expect(ledger.imbalances.get('EUR')).toBe(7n);
  });

  it('that moves money of an account that was never opened is told', async () => {
    await copies.decide(3, of(accountId('eve'), deposited));
    copies.copyAll();
    const { confirmed } = await twice();
    expect(confirmed.map(({ copy, held }) => `${copy} ${held}`)).toEqual(['LEDGER never opened']);
  });
});

it('meets no fault in all of this', () => expect(faults).toEqual([]));
