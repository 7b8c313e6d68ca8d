import type { TopicName } from '@stakelog/contracts';
import { leafHash, leafPreimage } from '@stakelog/sealing';
import type { LeafFile } from './leaf-file';
import type { Content } from './row';

/** What was done to the first record that is not what was exported. */
export type Tampering = 'changed' | 'dropped' | 'added' | 'swapped';

/** Where the rows of a partition belong, and what must stand there. */
export type Expected = {
  readonly topic: TopicName;
  readonly partition: number;
  /** The offset of the first row. */
  readonly from: number;
  readonly leaves: LeafFile;
};

/** True where this content, as the row at the index, is what was exported there. */
export function belongs(expected: Expected, content: Content | undefined, index: number): boolean {
  if (content === undefined) return false;
  const { topic, partition, from, leaves } = expected;
  const placed = { topic, partition, offset: from + index, ...content };
  return leaves.at(index)?.equals(leafHash(leafPreimage(placed))) ?? false;
}

/** Finds out what was done to the first wrong row, from the rows that follow it. */
export class Culprit {
  readonly #expected: Expected;
  readonly #content: Content | undefined;
  readonly index: number;
  /** The row that belongs where the wrong one stands. */
  #rightful: number | undefined;

  constructor(expected: Expected, index: number, content: Content | undefined) {
    this.#expected = expected;
    this.#content = content;
    this.index = index;
  }

  /** The rows behind it, one by one. */
  follow(index: number, content: Content | undefined): void {
    if (this.#rightful === undefined && belongs(this.#expected, content, this.index))
      this.#rightful = index;
  }

  /** `rows`: how many there are in all. */
  verdict(rows: number): Tampering {
    const { count } = this.#expected.leaves;
    const isLater = this.#laterHome() !== undefined;
    if (this.#rightful !== undefined && isLater && rows === count) return 'swapped';
    if (this.#rightful !== undefined) return 'added';
    if (isLater || this.index >= rows) return 'dropped';
    return this.index >= count ? 'added' : 'changed';
  }

  /** The place behind it at which the wrong row would be right. */
  #laterHome(): number | undefined {
    for (let index = this.index + 1; index < this.#expected.leaves.count; index++)
      if (belongs(this.#expected, this.#content, index)) return index;
    return undefined;
  }
}
