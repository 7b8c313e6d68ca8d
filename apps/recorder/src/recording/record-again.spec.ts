import { beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '@stakelog/runtime';
import { RecordAgain, RecordAgainController } from './record-again.controller';

const given: string[] = [];
let ended = Promise.withResolvers<void>();
const own = new RecordAgain(
  'secret',
  (partition) => partition % 2 === 1,
  async (topic, partition) => void given.push(`${topic}/${partition}`),
  () => ended.resolve(),
);
const controller = new RecordAgainController(own);

beforeEach(() => {
  given.length = 0;
  ended = Promise.withResolvers<void>();
});

describe('POST /internal/record-again', () => {
  it('gives the partition up, answers, and ends the process', async () => {
    const answer = await controller.recordAgain('Bearer secret', {
      topic: 'bet.events',
      partition: 3,
    });
    expect(answer).toMatchObject({ topic: 'bet.events', partition: 3 });
    expect(given).toEqual(['bet.events/3']);
    await ended.promise;
  });

  it.each<{ what: string; header: string | undefined; body: unknown }>`
    what                      | header              | body
    ${'no token'}             | ${undefined}        | ${{ topic: 'bet.events', partition: 3 }}
    ${'another token'}        | ${'Bearer secrets'} | ${{ topic: 'bet.events', partition: 3 }}
    ${'another topic'}        | ${'Bearer secret'}  | ${{ topic: 'dead.letters', partition: 1 }}
    ${'another’s partition'}  | ${'Bearer secret'}  | ${{ topic: 'bet.events', partition: 2 }}
    ${'no such partition'}    | ${'Bearer secret'}  | ${{ topic: 'odds.events', partition: 7 }}
    ${'a partition in words'} | ${'Bearer secret'}  | ${{ topic: 'bet.events', partition: '3' }}
    ${'nothing'}              | ${'Bearer secret'}  | ${undefined}
  `('does nothing for $what', async ({ header, body }) => {
    await expect(controller.recordAgain(header, body)).rejects.toThrow(Problem);
    expect(given).toEqual([]);
  });
});
