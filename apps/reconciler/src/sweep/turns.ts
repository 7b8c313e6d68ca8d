import type { Bucket } from './parts';

export type Turn = { readonly partition: number; readonly bucket: Bucket };

/** Partition after partition, each in as many parts as it has when its turn comes. */
export class Turns {
  #turn: Turn | undefined;

  constructor(
    private readonly partitions: number,
    private readonly partsOf: (partition: number) => number,
  ) {}

  next(): Turn {
    const { partition, bucket } = this.#turn ?? { partition: -1, bucket: { index: 0, count: 1 } };
    const index = bucket.index + 1;
    this.#turn =
      partition >= 0 && index < bucket.count
        ? { partition, bucket: { ...bucket, index } }
        : this.#begin((partition + 1) % this.partitions);
    return this.#turn;
  }

  #begin(partition: number): Turn {
    const count = Math.max(1, this.partsOf(partition));
    return { partition, bucket: { index: 0, count } };
  }
}
