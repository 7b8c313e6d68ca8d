import { topics } from '@stakelog/contracts';
import { describe, expect, test } from '@jest/globals';
import { redecidePartition } from './redecide/redecide-partition';
import { deposit, goodLog, offer, openAccount, show, single } from './testing/good-log';
import { codec, home, SyntheticLog } from './testing/synthetic-log';
import type { LedgerTotals } from './verify/ledger-check';
import { verifyPartition } from './verify/verify-partition';
import { openRecording } from './walk/partition-walk';

async function verified(log: SyntheticLog) {
  const totals: LedgerTotals = new Map();
  return verifyPartition(await openRecording(log, codec), home, totals);
}

const redecided = async (log: SyntheticLog) =>
  redecidePartition(await openRecording(log, codec), home);

const token = (offset: number) => `b${home}:${offset}`;

const events = (log: SyntheticLog) => log.records('bet.events', home);
const decodedAt = (log: SyntheticLog, offset: number) =>
  codec.decode('bet.events', events(log)[offset]?.value ?? null);

/** Where the first record of this type stands. */
function find(log: SyntheticLog, type: string): number {
  const at = events(log).findIndex((_, offset) => decodedAt(log, offset).type === type);
  expect(at).toBeGreaterThanOrEqual(0);
  return at;
}

/** Replaces one record by another event. */
function rewrite(log: SyntheticLog, offset: number, change: object): void {
  const record = events(log)[offset];
  const event = { ...decodedAt(log, offset), ...change } as ReturnType<typeof decodedAt>;
  if (record !== undefined) record.value = codec.encode('bet.events', event);
}

describe('a good log', () => {
  test('passes every rule and is decided again byte for byte', async () => {
    const { log } = goodLog();
    const verdict = await verified(log);
    expect(verdict.violations).toEqual([]);
    expect(verdict).toMatchObject({ epochs: 2, dropped: [], records: events(log).length });
    const again = await redecided(log);
    expect(again).toMatchObject({ difference: undefined, broken: undefined });
    expect(again.byteEqual).toBe(verdict.decisions);
    expect(again.batches).toBe(verdict.batches);
  });

  test('holds what the spec means to test', () => {
    const { log } = goodLog();
    const types = new Set(events(log).map((_, offset) => decodedAt(log, offset).type));
    for (const type of ['BetAccepted', 'BetRejected', 'BetHeld', 'CommandRepeated', 'BetSettled'])
      expect(types).toContain(type);
  });

  test('passes as well where facts are read again instead of kept', async () => {
    const { log } = goodLog();
    const again = await redecidePartition(
      await openRecording(log, codec, { factsKeptMax: 0 }),
      home,
    );
    expect(again).toMatchObject({ difference: undefined, broken: undefined });
  });

  test('is decided from the middle on, over the batches before it', async () => {
    const { log, settled } = goodLog();
    const recording = await openRecording(log, codec);
    const again = await redecidePartition(recording, home, { from: settled, until: Infinity });
    expect(again).toMatchObject({ batches: 2, difference: undefined, broken: undefined });
  });
});

describe('one flipped byte', () => {
  test('in a decision is named by redecide', async () => {
    const { log } = goodLog();
    const at = find(log, 'BetAccepted');
    const value = events(log)[at]?.value;
    const last = (value?.length ?? 1) - 3;
    if (value !== undefined) value[last] = (value[last] ?? 0) ^ 0x02;
    const { difference, broken } = await redecided(log);
    expect(difference?.at ?? broken?.at).toBe(token(at));
  });

  test('in the schema id is named by verify', async () => {
    const { log, betting } = goodLog();
    const value = events(log)[betting + 1]?.value;
    if (value !== undefined) value[1] = 0x7f;
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'schemas', at: token(betting + 1) });
  });

  test('in an adopted command is named by its checksum', async () => {
    const { log, holding } = goodLog();
    const command = log.records('bet.commands', home).at(-1);
    const last = (command?.value.length ?? 1) - 1;
    if (command !== undefined) command.value[last] = (command.value[last] ?? 0) ^ 1;
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'inputs', at: token(holding) });
  });

  test('in an adopted fact is named by redecide or its checksum', async () => {
    const { log, settled } = goodLog();
    const odds = Array.from(
      { length: topics['odds.events'].partitions },
      (_, partition) => partition,
    )
      .map((partition) => log.records('odds.events', partition))
      .toSorted((left, right) => right.length - left.length)[0];
    const fact = odds?.at(-2);
    if (fact !== undefined) fact.value = Buffer.from(fact.value).fill(0, 5, 7);
    const { broken } = await redecided(log);
    expect(broken).toMatchObject({ rule: 'inputs', at: token(settled) });
  });
});

describe('records out of their order', () => {
  test('a dropped record breaks its batch where the next one begins', async () => {
    const { log, betting, holding } = goodLog();
    events(log).splice(betting + 1, 1);
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'batches', at: token(holding - 1) });
  });

  test('a log that ends within a batch is named at its opening', async () => {
    const { log, corrected } = goodLog();
    events(log).pop();
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'batches', at: token(corrected) });
  });

  test('two swapped batches are a jump at the first', async () => {
    const { log, suspended, settled, corrected } = goodLog();
    const all = events(log);
    const later = all.splice(settled, corrected - settled);
    all.splice(suspended, 0, ...later);
    const { violations, dropped } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'batches', at: token(suspended) });
    expect(dropped[0]).toMatchObject({ reason: 'jump', at: token(suspended) });
  });

  test('a zombie is dropped, listed, and changes nothing', async () => {
    const { log } = goodLog();
    const first = decodedAt(log, 1);
    if (first.type !== 'InputsAdopted') throw new Error('the first batch stands behind its epoch');
    const at = log.event({ ...first, batch: 9, records: 1 });
    const stolen = decodedAt(log, find(log, 'FundsDeposited'));
    log.event(stolen);
    const verdict = await verified(log);
    expect(verdict.violations).toEqual([]);
    expect(verdict.dropped).toMatchObject([{ reason: 'lower_epoch', at: token(at), epoch: 1 }]);
    expect(await redecided(log)).toMatchObject({ difference: undefined, broken: undefined });
  });
});

describe('decisions that nobody should have made', () => {
  test('a posting out of nowhere', async () => {
    const { log } = goodLog();
    const at = find(log, 'FundsDeposited');
    rewrite(log, at, {
      postings: [
        { code: 'cash', amount: 10_001 },
        { code: 'payments', amount: -10_000 },
      ],
    });
    const { violations } = await verified(log);
    expect(violations).toMatchObject([{ rule: 'postings', at: token(at) }]);
  });

  test('a stake that is not there', async () => {
    const { log } = goodLog();
    rewrite(log, find(log, 'FundsDeposited'), {
      amount: 500,
      postings: [
        { code: 'cash', amount: 500 },
        { code: 'payments', amount: -500 },
      ],
    });
    const [first] = (await verified(log)).violations;
    expect(first).toMatchObject({ rule: 'postings', at: token(find(log, 'BetAccepted')) });
    expect(first?.detail).toContain('at -500 of cash');
  });

  test('a single of two lines', async () => {
    const { log } = goodLog();
    const at = find(log, 'BetAccepted');
    rewrite(log, at, { lines: 2 });
    const [first] = (await verified(log)).violations;
    expect(first).toMatchObject({ rule: 'acceptance', at: token(at) });
    expect(first?.detail).toBe('2 lines, and there are 1');
  });

  test('a bet before its market is open', async () => {
    const log = new SyntheticLog();
    log.openEpoch();
    offer(log);
    log.command(openAccount(log));
    log.command(deposit(log, 'd1', 10_000));
    show(log, 'SUSPENDED', 1);
    log.decide();
    const early = single(log, 'ta');
    log.command(early);
    const at = log.decide() + 1;
    const accepted = decodedAt(goodLog().log, find(goodLog().log, 'BetAccepted'));
    rewrite(log, at, { ...accepted, acceptedAtMs: log.nowMs });
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'acceptance', at: token(at) });
    expect(violations[0]?.detail).toContain('SUSPENDED');
    expect((await redecided(log)).difference).toMatchObject({
      at: token(at),
      expected: { type: 'BetRejected' },
      actual: { type: 'BetAccepted' },
    });
  });

  test('a settlement paid twice', async () => {
    const { log, corrected } = goodLog();
    const at = corrected + 1;
    rewrite(log, at, { version: 1 });
    const { violations } = await verified(log);
    expect(violations).toMatchObject([{ rule: 'payouts', at: token(at) }]);
  });

  test('a command left out', async () => {
    const { log, betting } = goodLog();
    const opening = decodedAt(log, betting);
    if (opening.type !== 'InputsAdopted') throw new Error('a batch begins there');
    const answers = opening.records;
    events(log).splice(betting + answers, 1);
    rewrite(log, betting, { records: answers - 1 });
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'decisions', at: token(betting) });
  });

  test('time that went back', async () => {
    const { log, settled } = goodLog();
    rewrite(log, settled, { decidedAtMs: 1 });
    const { violations } = await verified(log);
    expect(violations[0]).toMatchObject({ rule: 'time', at: token(settled) });
  });
});
