import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compileSources } from './audit/compile-sources.mts';
import type * as Log from './audit/write-log.ts';
import type { BenchCase } from './bench-case.mts';
import { untilCopied } from './copying.mts';
import type { Measured } from './report.mts';
import { withStage, type Stage } from './stage.mts';

type Load = { readonly events: number; readonly seed: number };
type Step = { readonly step: string; readonly keys?: number; readonly equal?: boolean };

const rebuild = fileURLToPath(new URL('../tools/rebuild.mts', import.meta.url));

/**
 * All read models from offset 0: by a projector that finds Redis empty, until it serves; then anew by `npm run rebuild`
 * beside the first ones, with which each is compared.
 */
export function benchRebuild({ events, seed }: Load): Promise<readonly Measured[]> {
  compileSources();
  const require = createRequire(import.meta.url);
  const { writeLog } = require('./audit/write-log.ts') as typeof Log;
  return withStage(async (stage) => {
    const written = await writeLog(stage.servers, events, seed);
    return [await intoEmptyRedis(stage, written), await anew(stage, written)];
  });
}

async function intoEmptyRedis(stage: Stage, written: Log.Written): Promise<Measured> {
  let ready = false;
  const started = stage.start('projector').then(() => (ready = true));
  const projector = stage.originOf('projector');
  const copied = await untilCopied(projector, 'projection_items_total', '', () => ready);
  await started;
  return {
    case: `rebuild: all read models of ${written.events} events into an empty Redis`,
    value: copied.perSecond,
    unit: 'events and facts/s',
    // Records that open batches, epochs and sessions are read and change no model.
    errors: copied.count > 0.9 * (written.events + written.facts) ? 0 : 1,
    counts: {
      'events and facts applied': copied.count,
      'applied while timed': copied.timed,
      'projector, us of CPU each': copied.cpuMicrosEach,
    },
  };
}

/** From the command to its end, the comparison and the removal of the old models included. */
async function anew(stage: Stage, written: Log.Written): Promise<Measured> {
  const startMs = performance.now();
  let last: Step | undefined;
  const child = spawn(
    process.execPath,
    [
      rebuild,
      '--json',
      '--data-dir',
      `${stage.secretsDir}/..`,
      '--url',
      stage.originOf('projector'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  for await (const line of createInterface({ input: child.stdout }))
    last = JSON.parse(line) as Step;
  const code = await ended;
  const seconds = (performance.now() - startMs) / 1_000;
  return {
    case: `rebuild: npm run rebuild of ${written.events} events beside the models in use`,
    value: Math.round((written.events + written.facts) / seconds),
    unit: 'events and facts/s',
    errors: code === 0 && last?.equal === true ? 0 : 1,
    counts: { seconds: Math.round(10 * seconds) / 10, 'keys that are equal': last?.keys ?? 0 },
  };
}

export const rebuildCase: BenchCase = {
  name: 'rebuild',
  description: 'All read models from offset 0, into an empty Redis and beside the models in use',
  options: [
    ['--events <n>', 'records of bet.events', '1000000'],
    ['--seed <n>', 'of feed and bettors', '1'],
  ],
  short: ['--events', '100000'],
  run: ({ events, seed }) => benchRebuild({ events: Number(events), seed: Number(seed) }),
};
