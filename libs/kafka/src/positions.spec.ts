import { utcMs, type BetEvent } from '@stakelog/contracts';
import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactsPosition } from './facts-fence';
import type { FencePosition } from './fence';
import {
  directoryPositions,
  opensPosition,
  readFactsPosition,
  readFencePosition,
  writePosition,
} from './positions';

const directory = mkdtempSync(join(tmpdir(), 'positions-spec-'));
const store = directoryPositions(directory);
afterAll(() => rmSync(directory, { recursive: true }));

const position: FencePosition = {
  batchOffset: 5,
  nextOffset: 9,
  epoch: 2,
  writer: 'w',
  batch: 3,
  lastEventId: '0-2-3-3',
};
const facts: FactsPosition = {
  nextOffset: 9,
  crc: 1,
  windowFrom: 3,
  sessions: { feed: 2 },
  clockMs: 4,
};

it('brings positions back as they were, the newest of each partition', async () => {
  await writePosition(store, 'bet.events', 0, { ...position, batch: 1 });
  await writePosition(store, 'bet.events', 0, position);
  await writePosition(store, 'odds.events', 0, facts);
  expect(await readFencePosition(store, 0)).toEqual(position);
  expect(await readFactsPosition(store, 0)).toEqual(facts);
  expect(await readFencePosition(store, 1)).toBeUndefined();
});

it.each<{ what: string; harm: (content: Buffer) => Buffer }>`
  what                    | harm
  ${'torn'}               | ${(content: Buffer) => content.subarray(0, -9)}
  ${'empty'}              | ${() => Buffer.alloc(0)}
  ${'of one flipped bit'} | ${(content: Buffer) => Buffer.from(content.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))}
  ${'of another kind'}    | ${() => readFileSync(join(directory, 'odds.events-7.position.json'))}
`('ignores a file that is $what', async ({ harm }) => {
  await writePosition(store, 'odds.events', 7, facts);
  await writePosition(store, 'bet.events', 7, position);
  const path = join(directory, 'bet.events-7.position.json');
  writeFileSync(path, harm(readFileSync(path)));
  expect(await readFencePosition(store, 7)).toBeUndefined();
});

it.each<{ what: string; changed: object; holds: boolean }>`
  what                              | changed                           | holds
  ${'the batch itself'}             | ${{}}                             | ${true}
  ${'its number in another epoch'}  | ${{ epoch: 3 }}                   | ${false}
  ${'its number by another writer'} | ${{ writer: 'x' }}                | ${false}
  ${'another batch of the writer'}  | ${{ batch: 4 }}                   | ${false}
  ${'a batch that ends elsewhere'}  | ${{ records: 4 }}                 | ${false}
  ${'the epoch before its batches'} | ${{ type: 'EpochOpened' }}        | ${false}
  ${'a decision'}                   | ${{ type: 'CommandUndecodable' }} | ${false}
`('R5: $what, found in the log, says $holds', ({ changed, holds }) => {
  const { epoch, writer, batch } = position;
  const inputs = {
    decidedAtMs: utcMs(1),
    commandsNext: 0,
    commandsCrc: 0,
    oddsNext: [],
    workOpen: 0,
    workTaken: 0,
  };
  const opening: BetEvent = { type: 'InputsAdopted', epoch, writer, batch, records: 3, ...inputs };
  expect(opensPosition({ ...opening, ...changed }, position)).toBe(holds);
});
