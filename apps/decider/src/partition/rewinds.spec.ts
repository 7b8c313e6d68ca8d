import { expect, it } from '@jest/globals';
import { valueCrc, type LogRecord } from '@stakelog/kafka';
import { createLogger } from '@stakelog/runtime';
import { Rewinds } from './rewinds';

const record = (text: string): LogRecord => ({
  partition: 0,
  offset: 0,
  appendedAtMs: 0,
  key: null,
  value: Buffer.from(text),
  headers: {},
});
const crc = (text: string) => valueCrc(record(text));

/** Inputs as texts, by topic, all of them in partition 3; facts are read as they are. */
function rewindsOver(inputs: { commands: string[]; odds: string[] }, acceptAll = false) {
  const of = (topic: string) => (topic === 'bet.commands' ? inputs.commands : inputs.odds);
  const log = {
    recordAt: async (topic: string, _: number, offset: number) => {
      const text = of(topic)[offset];
      return text === undefined ? undefined : record(text);
    },
    endOffsets: async (topic: string) => new Map([[3, of(topic).length]]),
  };
  const facts = { crcBefore: () => undefined, reach: async () => undefined };
  const logger = createLogger('spec', 'silent');
  return new Rewinds({ log, facts, logger, partition: 3, acceptAll });
}

const follower = (commands: string[], odds: string[], lacking: number[] = []) => ({
  state: { commandsNext: commands.length, commandsCrc: crc(commands.at(-1) ?? '') },
  oddsAdopted: new Map([[3, { partition: 3, next: odds.length, crc: crc(odds.at(-1) ?? '') }]]),
  factsLacking: new Set(lacking),
});
const by = { actor: 'olga', reason: 'power loss' };

it('finds nothing where both inputs are those that were adopted', async () => {
  const rewinds = rewindsOver({ commands: ['a', 'b', 'c'], odds: ['x', 'y'] });
  expect(await rewinds.check(follower(['a', 'b'], ['x', 'y']))).toEqual([]);
  expect(rewinds.accept(by)).toBeUndefined();
});

it.each([
  ['commands were cut', { commands: ['a'], odds: ['x'] }, ['bet.commands', 2, 1]],
  ['commands grew again', { commands: ['a', 'B', 'c'], odds: ['x'] }, ['bet.commands', 2, 0]],
  ['facts were cut', { commands: ['a', 'b'], odds: [] }, ['odds.events', 1, 0]],
  ['facts grew again', { commands: ['a', 'b'], odds: ['X', 'y'] }, ['odds.events', 1, 0]],
] as const)('stops until somebody accepts that %s', async (_, inputs, [topic, from, to]) => {
  const rewinds = rewindsOver({ commands: [...inputs.commands], odds: [...inputs.odds] });
  const stood = follower(['a', 'b'], ['x']);
  await expect(rewinds.check(stood)).rejects.toMatchObject({
    code: 'inputs_rewound',
    message: expect.stringMatching(
      new RegExp(`${topic}/3/${from - 1} .*POST /v1/ops/partitions/3/accept-rewind`),
    ),
  });
  expect(rewinds.isWaiting).toBe(true);
  const decided = rewinds.decision();
  expect(rewinds.accept(by)).toContain(`${topic}/3/${from - 1}`);
  await decided;
  expect(await rewinds.check(stood)).toEqual([
    { type: 'InputsRewound', topic, partition: 3, fromOffset: from, toOffset: to, ...by },
  ]);
  expect(rewinds.isWaiting).toBe(false);
});

it('takes an acceptance for what was found, and for nothing later', async () => {
  const inputs = { commands: ['a'], odds: ['x'] };
  const rewinds = rewindsOver(inputs);
  const stood = follower(['a', 'b'], ['x']);
  await expect(rewinds.check(stood)).rejects.toThrow('bet.commands/3/1');
  rewinds.accept(by);
  inputs.odds = ['other'];
  await expect(rewinds.check(stood)).rejects.toThrow('odds.events/3/0');
  rewinds.accept(by);
  expect(await rewinds.check(stood)).toHaveLength(2);
  rewinds.recorded();
  await expect(rewinds.check(stood)).rejects.toThrow('inputs_rewound');
});

it('reports facts that were gone while the log was folded, even where they are back', async () => {
  const rewinds = rewindsOver({ commands: ['a'], odds: ['x'] }, true);
  expect(await rewinds.check(follower(['a'], ['x'], [3]))).toMatchObject([
    { topic: 'odds.events', fromOffset: 1, toOffset: 0, actor: 'ACCEPT_REWIND' },
  ]);
});

it('is found once: behind commands that went back the state names the record before them', async () => {
  const rewinds = rewindsOver({ commands: ['a'], odds: ['x'] }, true);
  const stood = follower(['a', 'b', 'c'], ['x']);
  await rewinds.goBack(stood.state, await rewinds.check(stood));
  expect(stood.state).toEqual({ commandsNext: 1, commandsCrc: crc('a') });
  expect(await rewinds.check(stood)).toEqual([]);
});
