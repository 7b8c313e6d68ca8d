import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';

const representative = ['F01', 'F06', 'F08', 'F11'];

type Result = { readonly id: string; readonly outcome: string; readonly faults: object };

/** Runs faults on a system of their own, as `npm run faults` does; each prints its seed where it fails. */
async function run(seed: number): Promise<readonly Result[]> {
  const quiet = ['MODULE_TYPELESS_PACKAGE_JSON', 'TimeoutNegativeWarning'].map(
    (warning) => `--disable-warning=${warning}`,
  );
  const args = ['tools/faults.mts', '--together', '--json', '--seed', String(seed)];
  const child = spawn(process.execPath, [...quiet, ...args, ...representative], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Result);
}

it('loses and doubles nothing, whatever dies, is lost, comes late or freezes', async () => {
  const seed = Date.now() % 1_000_000;
  process.stderr.write(`faults ${representative.join(' ')} with seed ${seed}\n`);
  const results = await run(seed);
  expect(results.map(({ id, outcome, faults }) => ({ id, outcome, faults }))).toEqual(
    [...representative, 'all'].map((id) => ({ id, outcome: 'PASS', faults: {} })),
  );
}, 600_000);
