import type { Log } from '@stakelog/kafka';
import type { Logger } from '@stakelog/runtime';
import type { Shard } from '@stakelog/redis';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The offset up to which the notifier delivered, from the file it keeps beside Redis. Without one (first
 * start, files lost) queueing begins at the end of the log, and the operator is told.
 */
export async function deliveredTo(
  log: Log,
  snapshotDir: string,
  logger: Logger,
  { partition }: Shard,
): Promise<number> {
  const path = join(snapshotDir, 'notified', `bet.events-${partition}.offset`);
  const text = await readFile(path, 'utf8').catch(() => '');
  if (/^\d+\n$/.test(text)) return Number(text);
  const ends = await log.endOffsets('bet.events');
  const end = (ends.get(partition) ?? 0) - 1;
  if (end >= 0)
    logger.warn(
      { code: 'projector.notices-from-end', partition, offset: end },
      'no delivered position: notices begin at the end of the log',
    );
  return end;
}
