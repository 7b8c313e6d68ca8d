import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { documents } from './documents';
import { lines } from './lines';

const scratch = mkdtempSync(join(tmpdir(), 'feed-documents-'));

async function documentsIn(content: string | Buffer, name = 'recorded.xml') {
  const path = join(scratch, name);
  writeFileSync(path, content);
  const found: [number, string, boolean][] = [];
  for await (const { number, bytes, isWhole } of documents(lines(path)))
    found.push([number, bytes.toString('utf8').replaceAll(/\s+/gu, ' ').trim(), isWhole]);
  return found;
}

describe('the documents in a file', () => {
  it.each([
    [
      'one per line',
      '<a x="1"/>\n<b>\n',
      [
        [1, '<a x="1"/>', true],
        [2, '<b>', false],
      ],
    ],
    [
      'one over many lines',
      '<?xml version="1.0"?>\n<a>\n <b/>\n</a>\n',
      [[1, '<?xml version="1.0"?> <a> <b/> </a>', true]],
    ],
    [
      'a root over many lines',
      '<a\n x="1"\n/>\n<b/>\n',
      [
        [1, '<a x="1" />', true],
        [4, '<b/>', true],
      ],
    ],
    [
      'elements of the name of their root',
      '<a><a/>\n</a>\n<b/>',
      [
        [1, '<a><a/> </a>', true],
        [3, '<b/>', false],
      ],
    ],
    [
      'with a declaration each',
      '<?xml?><a/>\n\n<?xml?><b></b>\n',
      [
        [1, '<?xml?><a/>', true],
        [3, '<?xml?><b></b>', true],
      ],
    ],
    [
      'one that breaks off',
      '<?xml?><a><b/>\n<?xml?><c/>\n',
      [
        [1, '<?xml?><a><b/>', true],
        [2, '<?xml?><c/>', true],
      ],
    ],
    [
      'no XML, and messages behind what breaks off',
      'oops\n<?xml?>\n<alive>\n<bet_stop/>\n<x/>\n',
      [
        [1, 'oops', true],
        [2, '<?xml?> <alive>', true],
        [4, '<bet_stop/>', true],
        [5, '<x/>', true],
      ],
    ],
    [
      'a byte order mark',
      '\uFEFF<a/>\n<b/>\n',
      [
        [1, '\uFEFF<a/>', true],
        [2, '<b/>', true],
      ],
    ],
    [
      'no line feed at the end',
      '<a/>\n<b></b>',
      [
        [1, '<a/>', true],
        [2, '<b></b>', false],
      ],
    ],
    ['nothing', '\n \n', []],
  ])('%s', async (_, content, found) =>
    expect(await documentsIn(content)).toEqual(
      found.map(([at, text, whole]) => [at, String(text).replaceAll(/\s+/gu, ' ').trim(), whole]),
    ),
  );

  it('are unpacked, as far as the file goes', async () => {
    const packed = gzipSync('<a/>\n'.repeat(3));
    expect(await documentsIn(packed, 'whole.xml.gz')).toHaveLength(3);
    const cut = await documentsIn(packed.subarray(0, -10), 'cut.xml.gz');
    expect(cut.at(-1)).toMatchObject({ 2: false });
  });
});
