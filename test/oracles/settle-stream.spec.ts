import { describe, expect, test } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { settledLine } from '../../tools/settle/settle-line';
import { settledChunks } from '../../tools/settle/settle-stream';
import { answered } from './settled';

const usual = {
  id: 7,
  ticket: { selections: [{ odds: 20_000 }], bets: [{ stake: 1_000 }] },
  legs: [{ selection: 0, result: 'WON' }],
};

async function streamed(...chunks: readonly (string | Buffer)[]) {
  const answers: string[] = [];
  const input = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  for await (const text of settledChunks(input)) answers.push(text);
  return answers.join('');
}

describe('a stream', () => {
  const lines = [JSON.stringify(usual), '', JSON.stringify({ ...usual, id: '£' }), 'no'];
  const whole = lines.map((line) => `${settledLine(line)}\n`).join('');

  test.each([1, 2, 7, 64, 1_000])('cut every %i bytes has the same answers', async (size) => {
    const bytes = Buffer.from(lines.join('\n'));
    const count = Math.ceil(bytes.length / size);
    const chunks = Array.from({ length: count }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    expect(await streamed(...chunks)).toBe(whole);
  });

  test('ends with or without a newline, may have carriage returns and a byte order mark', async () => {
    expect(await streamed(lines.join('\n'), '\n')).toBe(whole);
    expect(await streamed(`\uFEFF${lines.join('\r\n')}\r\n`)).toBe(whole);
    expect(await streamed()).toBe('');
  });

  test('answers a line that is too long once, keeps nothing of it, and goes on', async () => {
    const part = ' '.repeat(limits.settleLineBytesMax / 2 + 1);
    const told = (await streamed(part, part, part, `${part}\n${lines[0]}\n`, part, part))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const tooLarge = { id: null, error: expect.objectContaining({ code: 'TOO_LARGE' }) };
    expect(told).toEqual([tooLarge, answered(usual), tooLarge]);
  });
});
