import { limits } from '@stakelog/contracts';
import { Refusal } from './refusal';
import { refused, settledLine } from './settle-line';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Answers line by line in the order of the input, and yields the answers of a chunk together. It keeps no more than a
 * chunk and the line that is not finished; of a line that is too long, nothing.
 */
export async function* settledChunks(input: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let open: Buffer[] = [];
  let openBytes = 0;
  let isFirst = true;
  const answers = (bytes: Buffer) => {
    const text = bytes.toString('utf8');
    const lines = isFirst && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    isFirst = false;
    return lines.split('\n').map(settledLine).join('\n') + '\n';
  };
  for await (const chunk of input) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      openBytes += chunk.length;
      open = openBytes > limits.settleLineBytesMax ? [] : [...open, chunk];
      continue;
    }
    yield openBytes > limits.settleLineBytesMax
      ? tooLarge + rest(chunk, end, answers)
      : answers(Buffer.concat([...open, chunk.subarray(0, end)]));
    openBytes = chunk.length - end - 1;
    open = openBytes === 0 ? [] : [chunk.subarray(end + 1)];
  }
  if (openBytes > limits.settleLineBytesMax) yield tooLarge;
  else if (openBytes > 0) yield answers(Buffer.concat(open));
}

const tooLarge = `${refused(null, new Refusal('TOO_LARGE', `a line has at most ${limits.settleLineBytesMax} bytes`))}\n`;

/** What follows in a chunk after the end of a line that was too long. */
function rest(chunk: Buffer, end: number, answers: (bytes: Buffer) => string): string {
  const start = chunk.indexOf(NEWLINE) + 1;
  return start > end ? '' : answers(chunk.subarray(start, end));
}
