import { limits } from '@stakelog/contracts';
import type { Line } from './lines';

type OpenDocument = {
  readonly number: number;
  readonly pieces: Buffer[];
  bytes: number;
  /** Empty until its first element begins. */
  root: string;
};

/** These stand in no other element. */
const roots = [
  'odds_change',
  'bet_stop',
  'bet_settlement',
  'rollback_bet_settlement',
  'bet_cancel',
  'rollback_bet_cancel',
  'fixture_change',
  'alive',
  'product_down',
  'snapshot_complete',
  'market_descriptions',
  'fixtures_fixture',
  'player_profile',
];
const rootPattern = new RegExp(`^<(?:${roots.join('|')})\\b`, 'u');

const NEWLINE = Buffer.from('\n');
/** A root without content is no longer than this. */
const LONE_ROOT_BYTES_MAX = 8_192;

/**
 * The XML documents in lines: one per line, or one over many. A document begins where the one before
 * it has closed, at every declaration and at every element that is the root of a message, so that
 * one that breaks off costs no other; a line that is no XML stands for itself.
 */
export async function* documents(source: AsyncIterable<Line>): AsyncGenerator<Line> {
  let open: OpenDocument | undefined;
  for await (const { number, bytes, isWhole, trouble } of source) {
    const text = withoutMark(bytes.toString('utf8')).trim();
    if (open !== undefined && begins(text, open)) {
      yield { number: open.number, bytes: Buffer.concat(open.pieces), isWhole: true };
      open = undefined;
    }
    if (text !== '') {
      open ??= { number, pieces: [], bytes: 0, root: '' };
      open.bytes += bytes.length + 1;
      if (open.bytes <= limits.feedLineBytesMax) open.pieces.push(bytes, NEWLINE);
      if (open.root === '') open.root = rootOf(text) ?? '';
    }
    const told = trouble === undefined ? {} : { trouble };
    if (open === undefined) {
      if (trouble !== undefined) yield { number, bytes, isWhole, trouble };
      continue;
    }
    const isStray = open.root === '' && !text.startsWith('<');
    if (isWhole && !isStray && !closes(text, open)) continue;
    const fits = open.bytes <= limits.feedLineBytesMax;
    yield {
      number: open.number,
      bytes: Buffer.concat(open.pieces),
      isWhole: isWhole && fits,
      ...told,
    };
    open = undefined;
  }
  if (open !== undefined)
    yield { number: open.number, bytes: Buffer.concat(open.pieces), isWhole: false };
}

const withoutMark = (text: string) => text.replace(/^\uFEFF/u, '');

/** The name of the first element that begins on this line. */
const rootOf = (text: string): string | undefined => /<([A-Za-z_][\w.:-]*)/u.exec(text)?.[1];

/** Whether a line begins another document, although the one before has no end. */
const begins = (text: string, { root }: OpenDocument): boolean =>
  text.startsWith('<?xml') || (root !== '' && rootPattern.test(text));

/** Whether a line ends the document: with the end of its root, or with a root that is all there is. */
function closes(text: string, { root, pieces, bytes }: OpenDocument): boolean {
  if (root === '') return false;
  if (text.endsWith(`</${root}>`)) return true;
  if (!text.endsWith('/>') || bytes > LONE_ROOT_BYTES_MAX) return false;
  const whole = withoutMark(Buffer.concat(pieces).toString('utf8')).trim();
  return /^(?:<\?xml[^>]*\?>\s*)?<[^<>]*\/>$/u.test(whole);
}
