import { createLogger, readConfig, systemClock, type Logger } from '@stakelog/runtime';
import { fork } from 'node:child_process';
import { availableParallelism, setPriority, totalmem } from 'node:os';
import { DeciderConfig } from '../decider.config';
import { openSnapshots } from './open-snapshots';
import { writeSnapshots } from './snapshot-follower';

/** What a process is told that shall follow, in the place of deciding: this word, and its partitions. */
const FOLLOW = 'write-snapshots';
const MEGABYTE = 1_024 ** 2;
/** Deciding comes first wherever processors are short. */
const NICENESS = 15;

/** An urgent one lives for seconds: what it throws away in them need not be looked for. */
const UNCOLLECTED_MB_MAX = 2_048;
const uncollected = () => {
  const share = totalmem() / MEGABYTE / 4 / availableParallelism();
  return `--initial-old-space-size=${Math.floor(Math.min(UNCOLLECTED_MB_MAX, share))}`;
};

export type FollowOptions = {
  /** Somebody waits for it: it has its turn like any other process. */
  readonly urgent?: boolean;
  /** Ends it before its time. */
  readonly stop?: AbortSignal;
};

/**
 * Writes snapshots in a process of its own, which lives only as long: what it takes of memory and time, and what
 * it dies of, is not the decider's. Resolves when it has ended.
 */
export function followElsewhere(
  partitions: readonly number[],
  logger: Logger,
  { urgent = false, stop }: FollowOptions = {},
): Promise<void> {
  const [, program = ''] = process.argv;
  return new Promise((resolve) => {
    const told = [FOLLOW, partitions.join(','), String(urgent ? 0 : NICENESS)];
    const execArgv = urgent ? [...process.execArgv, uncollected()] : process.execArgv;
    const child = fork(program, told, { execArgv });
    const kill = () => void child.kill();
    stop?.addEventListener('abort', kill, { once: true });
    child.once('error', (err) => {
      logger.warn({ code: 'decider.snapshots-unwritten', err }, 'betting goes on');
      resolve();
    });
    child.once('exit', (exit, signal) => {
      stop?.removeEventListener('abort', kill);
      if (exit !== 0)
        logger.warn({ code: 'decider.snapshots-unwritten', exit, signal }, 'betting goes on');
      resolve();
    });
    // A decider that stops does not wait for it: the line between them ends, and so does the follower.
    child.unref();
  });
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
  const niceness = Number(process.argv[4] ?? NICENESS);
  if (niceness > 0) setPriority(niceness);
  const { log, codec, snapshots } = await openSnapshots(config, logger, 'snapshots');
  const following = { log, codec, clock: systemClock, logger, snapshots };
  await writeSnapshots(following, partitions);
  process.exit(0);
}
