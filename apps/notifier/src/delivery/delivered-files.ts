import type { NoticeQueue, Shard } from '@stakelog/redis';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Keeps the delivered position of each partition in a file beside the position files, where a loss of Redis
 * does not reach it: the projector fills an emptied queue from there on.
 */
export class DeliveredFiles {
  private readonly directory: string;
  private readonly kept = new Map<number, number>();

  constructor(
    snapshotDir: string,
    private readonly queue: Pick<NoticeQueue, 'deliveredOffset'>,
  ) {
    this.directory = join(snapshotDir, 'notified');
  }

  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true });
  }

  async keep(shard: Shard): Promise<void> {
    const delivered = await this.queue.deliveredOffset(shard);
    if (delivered === undefined || delivered < 0 || this.kept.get(shard.partition) === delivered)
      return;
    const path = join(this.directory, `bet.events-${shard.partition}.offset`);
    await writeFile(`${path}.new`, `${delivered}\n`);
    await rename(`${path}.new`, path);
    this.kept.set(shard.partition, delivered);
  }
}
