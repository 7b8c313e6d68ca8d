import { createLogger, readConfig, systemClock, type Logger } from '@stakelog/runtime';
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { DeciderConfig } from '../decider.config';
import { openSnapshots } from './open-snapshots';
import { writeSnapshots } from './snapshot-follower';

/** What a process is told that shall follow, in the place of deciding: this word, and its partitions. */
const FOLLOW = 'write-snapshots';
/** Deciding comes first wherever processors are short. */
const NICENESS = 15;

/**
 * Writes snapshots in a process of its own, which lives only as long: what it takes of memory and time, and what
 * it dies of, is not the decider's. Resolves when it has ended.
 */
export function followElsewhere(partitions: readonly number[], logger: Logger): Promise<void> {
  const [, program = ''] = process.argv;
  return new Promise((resolve) => {
    const child = fork(program, [FOLLOW, partitions.join(',')], { detached: true });
    if (child.pid !== undefined) giveWay(child.pid);
    child.once('error', (err) => {
      logger.warn({ code: 'decider.snapshots-unwritten', err }, 'betting goes on');
      resolve();
    });
    child.once('exit', (exit, signal) => {
      if (exit !== 0)
        logger.warn({ code: 'decider.snapshots-unwritten', exit, signal }, 'betting goes on');
      resolve();
    });
    // A decider that stops does not wait for it: the line between them ends, and so does the follower.
    child.unref();
  });
}

/**
 * From its first moment, so that every thread of it gives way: loading code and collecting garbage cost more than
 * following. Linux shares the processors out by session (autogroup) before it looks at processes, so it has its own.
 */
function giveWay(pid: number): void {
  try {
    setPriority(pid, NICENESS);
    writeFileSync(`/proc/${pid}/autogroup`, String(NICENESS));
  } catch {
    // Elsewhere there are no autogroups, and it may have ended by now.
  }
}

/** The partitions that this process was started to follow; undefined in a decider. */
export function followed(args: readonly string[]): readonly number[] | undefined {
  const [, , role, partitions = ''] = args;
  return role === FOLLOW ? partitions.split(',').map(Number) : undefined;
}

/** The follower's main function. It ends with the decider that started it. */
export async function writeSnapshotsOf(partitions: readonly number[]): Promise<void> {
  const config = readConfig(DeciderConfig);
  const logger = createLogger('decider', config.LOG_LEVEL);
  process.once('disconnect', () => process.exit(0));
  const { log, codec, snapshots } = await openSnapshots(config, logger, 'snapshots');
  const following = { log, codec, clock: systemClock, logger, snapshots };
  await writeSnapshots(following, partitions);
  process.exit(0);
}
