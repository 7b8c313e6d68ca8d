/**
 * `npm run rebuild [--data-dir DIR] [--json]`: builds every read model anew from offset 0 while the engine runs,
 * compares it with the one in use at the same position, and puts it in its place. Exit 0 where all were equal.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';

type Options = { readonly dataDir: string; readonly url?: string; readonly json: boolean };
type Service = { readonly name: string; readonly port: number };

type Step =
  | { step: 'reading'; topic: string; partition: number; nextOffset: number; endOffset: number }
  | {
      step: 'swapped';
      topic: string;
      partition: number;
      nextOffset: number;
      keys: number;
      equal: boolean;
      different: string[];
    }
  | { step: 'abandoned'; topic: string; partition: number; because: string }
  | { step: 'failed'; because: string }
  | { step: 'done'; shards: number; keys: number; equal: boolean };

const read = (path: string, dataDir: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error(`${dataDir} holds no running system; run npm start, or name --data-dir`);
  }
};

function projectorUrl(dataDir: string): string {
  const file = JSON.parse(read(`${dataDir}/run/supervisor.json`, dataDir)) as {
    readonly processes: readonly Service[];
  };
  const found = file.processes.find(({ name }) => name === 'projector');
  if (found === undefined) throw new Error('the projector is not running');
  return `http://127.0.0.1:${found.port}`;
}

/** The steps as the projector tells them. */
async function* steps(url: string, token: string): AsyncGenerator<Step> {
  const answer = await fetch(`${url}/internal/rebuild`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  if (!answer.ok || answer.body === null)
    throw new Error(`the projector answered ${answer.status}`);
  let rest = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Step;
  }
}

/** Progress is one line, written over; what was found is a line each. */
function said(step: Step): string {
  switch (step.step) {
    case 'reading':
      return `  ${step.topic}/${step.partition} ${step.nextOffset} of ${step.endOffset}`;
    case 'swapped':
      return step.equal
        ? `✓ ${step.topic}/${step.partition} equal at ${step.nextOffset}: ${step.keys} keys`
        : `✗ ${step.topic}/${step.partition} differed at ${step.nextOffset}, the new one is in use: ${step.different.join(' ')}`;
    case 'abandoned':
      return `✗ ${step.topic}/${step.partition} abandoned: ${step.because}`;
    case 'failed':
      return `✗ ${step.because}`;
    case 'done':
      return `${step.equal ? '✓' : '✗'} ${step.shards} partitions, ${step.keys} keys, ${step.equal ? 'all equal' : 'not all equal'}`;
  }
}

await new Command('rebuild')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64))
  .description('Builds all read models anew while the engine runs, compares and replaces them.')
  .option('--data-dir <dir>', 'the data directory of the system', './.stakelog')
  .option('--url <url>', 'the projector, where it is not in that directory')
  .option('--json', 'one JSON line per step', false)
  .action(async (options: Options) => {
    const dataDir = resolve(options.dataDir);
    try {
      const token = read(`${dataDir}/secrets/internal.token`, dataDir).trim();
      let last: Step | undefined;
      for await (const step of steps(options.url ?? projectorUrl(dataDir), token)) {
        last = step;
        if (options.json) process.stdout.write(`${JSON.stringify(step)}\n`);
        else if (step.step !== 'reading') process.stdout.write(`${said(step)}\n`);
        else if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${said(step)}\r`);
      }
      process.exitCode = last?.step === 'done' && last.equal ? 0 : 1;
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  })
  .parseAsync();
