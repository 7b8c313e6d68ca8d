import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUpSchemas } from '../../tools/set-up/schemas.mts';
import { setUpTopics } from '../../tools/set-up/topics.mts';
import { build, builtApp, isBuilt } from '../../tools/start/build.mts';
import type { Servers } from '../audit/write-log.ts';
import type * as Takeover from '../recover/takeover.ts';
import { stoppedAfter } from '../stopping.mts';
import type * as Stream from './stream-log.ts';

const require = createRequire(import.meta.url);

/** Works with a log in which the stream's markets are offered, by a feed that lives as long. */
export async function withStreamLog<Result>(
  servers: Servers,
  work: (log: Stream.StreamLog) => Promise<Result>,
): Promise<Result> {
  await setUpSchemas(servers.registryUrl);
  await setUpTopics(servers.brokers);
  const { StreamLog } = require('./stream-log.ts') as typeof Stream;
  const log = await StreamLog.open(servers);
  if ((await log.decided()) > 0) throw new Error('the stream needs an empty log');
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

/** Works beside a decider process of its own: of one partition, as one of twelve, or of all of them. */
export async function streamDecider<Result>(
  servers: Servers,
  partition: number | undefined,
  work: (pid: number) => Promise<Result>,
): Promise<Result> {
  if (!isBuilt()) await build();
  const { startDecider } = require('../recover/takeover.ts') as typeof Takeover;
  const directory = mkdtempSync(join(tmpdir(), 'stakelog-decide-'));
  const role: Record<string, string> =
    partition === undefined ? {} : { ORDINAL: String(partition), INSTANCES: '12' };
  const decider = startDecider({ ...servers, program: builtApp('decider'), directory }, role);
  const ended = new Promise<void>((resolve) => decider.once('exit', () => resolve()));
  const stop = async () => {
    decider.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  const early = ended.then(() => Promise.reject(new Error('the decider ended; see above')));
  early.catch(() => undefined);
  return stoppedAfter(stop, () => Promise.race([work(decider.pid ?? 0), early]));
}
