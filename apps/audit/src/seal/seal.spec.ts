import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Seals } from '@stakelog/sealing';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Output } from '../report/output';
import { goodLog } from '../testing/good-log';
import { schemaTexts, sealedLog } from '../testing/sealed-log';
import { home, type SyntheticLog } from '../testing/synthetic-log';
import { checkSeals } from './check-seals';
import { seal } from './seal';
import { Sealing, sealedTopics } from './sealing';

type Said = {
  readonly records: number;
  readonly checkpoints: number;
  readonly faults: string[];
  readonly refused: string[];
};

/** An output that keeps its one answer. */
function kept() {
  const said: Said[] = [];
  const value = async (each: unknown) => void said.push(each as Said);
  return { said, out: Object.assign(new Output(true), { value }) };
}

let log: SyntheticLog;
let sealed: Awaited<ReturnType<typeof sealedLog>>;
const made: string[] = [];
beforeEach(async () => {
  ({ log } = goodLog());
  sealed = await sealedLog(log);
  made.push(sealed.sealDir);
});
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

async function checked() {
  const { said, out } = kept();
  const holds = await checkSeals(log, sealed.seals, sealedTopics, out);
  return { holds, faults: said[0]?.faults ?? [] };
}

describe('seal --check', () => {
  test('holds the log to every signed root', async () => {
    expect(await checked()).toEqual({ holds: true, faults: [] });
  });

  test('names the first record that is not the sealed one', async () => {
    const changed = log.records('bet.events', home)[5];
    if (changed !== undefined) changed.appendedAtMs++;
    const { faults } = await checked();
    expect(faults).toEqual([
      expect.stringMatching(`^bet.events/${home}: .*the first at offset 5$`),
    ]);
  });

  test('names a range without the nodes as well', async () => {
    log
      .records('bet.events', home)
      .splice(3, 2, ...log.records('bet.events', home).slice(3, 5).toReversed());
    rmSync(join(sealed.sealDir, 'bet.events', String(home).padStart(2, '0'), 'nodes'));
    const { faults } = await checked();
    expect(faults).toEqual([expect.stringMatching(/offsets 0 to \d+ are not what was signed$/)]);
  });

  test('says that the log is shorter, and that a checkpoint was changed', async () => {
    log.records('bet.commands', home).pop();
    expect((await checked()).faults).toEqual([expect.stringMatching(/^bet.commands.*it ends at/)]);
    const path = join(
      sealed.sealDir,
      'bet.commands',
      String(home).padStart(2, '0'),
      'checkpoints.jsonl',
    );
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"atMs":\d/, '"atMs":9'));
    expect((await checked()).faults).toEqual([expect.stringContaining('is signed by no key')]);
  });
});

describe('sealing', () => {
  test('goes on where it stopped, and seals nothing twice', async () => {
    log.openEpoch();
    const { said, out } = kept();
    expect(await seal(sealed, sealedTopics, out)).toBe(true);
    expect(said[0]).toMatchObject({ checkpoints: 1, refused: [] });
    expect(sealed.seals.checkpoints('bet.events', home)).toHaveLength(2);
    expect((await checked()).holds).toBe(true);
  });

  test('goes on with the other partitions where one disagrees', async () => {
    log.records('bet.commands', home).pop();
    log.openEpoch();
    const { said, out } = kept();
    expect(await seal(sealed, sealedTopics, out)).toBe(false);
    expect(said[0]?.refused).toEqual([expect.stringContaining(`bet.commands/${home}`)]);
    expect(sealed.seals.newest('bet.events', home)?.size).toBe(
      log.records('bet.events', home).length,
    );
  });

  test('has signed the text of every schema that it met', () => {
    const texts = new Seals(sealed.sealDir).schemas();
    expect(texts.length).toBeGreaterThan(8);
    for (const { id, text } of texts) expect(text).toBe(schemaTexts.get(id));
  });

  test('waits with schemas while the registry is away, and signs roots all the same', async () => {
    const later = await sealedLog(goodLog().log);
    made.push(later.sealDir);
    rmSync(join(later.sealDir, 'schemas.jsonl'));
    let away = true;
    const textOf = async (id: number) => {
      if (away) throw new Error('away');
      return schemaTexts.get(id);
    };
    rmSync(join(later.sealDir, 'bet.events'), { recursive: true });
    const sealing = new Sealing({ ...later, textOf });
    for (const [partition, { from, end }] of await sealing.open('bet.events'))
      for await (const slice of later.log.read('bet.events', partition, from, end))
        for (const record of slice) sealing.take('bet.events', record);
    await expect(sealing.sign()).rejects.toThrow('away');
    expect(later.seals.newest('bet.events', home)).toBeDefined();
    expect(later.seals.schemas()).toEqual([]);
    away = false;
    await sealing.sign();
    sealing.close();
    expect(later.seals.schemas().length).toBeGreaterThan(5);
  });
});
