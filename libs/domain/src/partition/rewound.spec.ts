import { accountId, utcMs, type InputsRewound, type OpenAccount } from '@stakelog/contracts';
import { expect, it } from '@jest/globals';
import { MarketTable } from '../market/market-table';
import { decideBatch, openingOf, type BatchInputs } from './decide-batch';
import { closeBatch, foldBatch } from './evolve';
import { PartitionState } from './partition-state';

const command: OpenAccount = {
  type: 'OpenAccount',
  commandId: 'open',
  accountId: accountId('a'),
  idempotencyKey: 'open',
  bodyHash: 'ab'.repeat(32),
  actor: { kind: 'BETTOR', id: 'a' },
  requestedAtMs: utcMs(1_000),
  expiresAtMs: utcMs(16_000),
  currency: 'EUR',
  jurisdiction: 'DE',
};
const rewound: InputsRewound = {
  type: 'InputsRewound',
  topic: 'bet.commands',
  partition: 0,
  fromOffset: 1,
  toOffset: 0,
  actor: 'operator',
  reason: 'power loss',
};
const commands = [{ offset: 0, command }];
const first: BatchInputs = { decidedAtMs: utcMs(1_000), oddsNext: [], commands };
const again: BatchInputs = { ...first, decidedAtMs: utcMs(2_000), rewound: [rewound] };

it('reads an accepted input again without deciding it twice, live and folded alike', () => {
  const live = new PartitionState(0, 1, new MarketTable(1));
  const folded = new PartitionState(0, 1, new MarketTable(1));
  const types: string[][] = [];
  for (const [batch, inputs] of [first, again].entries()) {
    const baseOffset = live.nextOffset;
    const decided = decideBatch(live, inputs);
    expect(live.commandsNext).toBe(0);
    const writer = { epoch: 1, writer: 'w', batch: batch + 1 };
    const opening = openingOf(live, writer, inputs, decided, { next: 1, crc: 7 });
    closeBatch(live, opening);
    foldBatch(folded, baseOffset, opening, decided.decisions);
    types.push(decided.decisions.map(({ type }) => type));
  }
  expect(types).toEqual([['AccountOpened'], ['InputsRewound', 'CommandRepeated']]);
  expect(folded).toEqual(live);
});

it('folds a batch that left more work behind than the facts of today give', () => {
  const state = new PartitionState(0, 1, new MarketTable(1));
  const inputs = { ...first, commands: [] };
  const decided = decideBatch(state, inputs);
  const writer = { epoch: 1, writer: 'w', batch: 1 };
  const opening = openingOf(state, writer, inputs, decided, { next: 0, crc: 0 });
  const folded = new PartitionState(0, 1, new MarketTable(1));
  foldBatch(folded, 0, { ...opening, workOpen: 5 }, decided.decisions);
  expect(folded.work.size).toBe(0);
});
