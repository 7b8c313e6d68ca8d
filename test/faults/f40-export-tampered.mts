import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { audit } from '../../tools/scenario/audit-process.mts';
import type { Bout, Fault } from './harness/fault.mts';

/** The audit names the first bad offset, and asks no server. */
export const f40: Fault = {
  id: 'F40',
  name: 'an export of the living system: a byte flipped, a record dropped, added, two swapped',
  run: tamper,
};

type Lines = readonly string[];

/** What is done to the lines of a file at one place, and which offset is the first that is wrong. */
const tampers: Readonly<Record<string, (lines: Lines, at: number) => Lines>> = {
  flipped: (lines, at) => lines.with(at, flipped(lines[at] ?? '')),
  dropped: (lines, at) => lines.toSpliced(at, 1),
  added: (lines, at) => lines.toSpliced(at, 0, lines[at - 1] ?? ''),
  swapped: (lines, at) => lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? ''),
};

async function tamper({ system, load, chance, note, expect }: Bout): Promise<void> {
  await load.progress(30);
  const { dataDir } = system.place;
  const environment = {
    ...system.addresses,
    SEAL_DIR: `${dataDir}/seals`,
    SECRETS_DIR: `${dataDir}/secrets`,
  };
  const sealed = await audit(['seal', '--json'], environment);
  expect(sealed.exitCode === 0, `sealing ends with ${sealed.exitCode}`);
  const whole = `${dataDir}/export`;
  rmSync(whole, { recursive: true, force: true });
  const written = await audit(
    ['export', '--topic', 'bet.events', '--out', whole, '--json'],
    environment,
  );
  expect(written.exitCode === 0, `the export ends with ${written.exitCode}`);
  const good = await audit(['verify-export', whole, '--json'], environment);
  expect(good.exitCode === 0, `the export holds: ${JSON.stringify(good.lines).slice(0, 300)}`);
  for (const [how, change] of Object.entries(tampers)) {
    const copy = `${dataDir}/export-${how}`;
    rmSync(copy, { recursive: true, force: true });
    cpSync(whole, copy, { recursive: true });
    const { file, offset } = tamperOne(copy, chance, change);
    const found = await audit(['verify-export', copy, '--json'], environment);
    const said = JSON.stringify(found.lines);
    expect(found.exitCode === 1, `${how} in ${file}: exit ${found.exitCode}`);
    expect(said.includes(String(offset)), `${how} at ${offset}, but ${said.slice(0, 400)}`);
    rmSync(copy, { recursive: true });
    note(`${how} at ${file} ${offset}: named`);
  }
  rmSync(whole, { recursive: true });
}

function tamperOne(
  folder: string,
  chance: Bout['chance'],
  change: (lines: Lines, at: number) => Lines,
) {
  const files = globSync(`${folder}/**/*.jsonl`).filter((file) => linesOf(file).length > 10);
  const path = chance.pick(files);
  if (path === undefined) throw new Error('the export has no file with records');
  const lines = linesOf(path);
  const at = 2 + chance.below(lines.length - 4);
  const { offset } = JSON.parse(lines[at] ?? '') as { readonly offset: number };
  writeFileSync(path, `${change(lines, at).join('\n')}\n`);
  return { file: path.slice(folder.length + 1), offset };
}

const linesOf = (path: string): Lines => readFileSync(path, 'utf8').trimEnd().split('\n');

/** Another bit in the record's bytes: still JSON, another record. */
function flipped(line: string): string {
  const row = JSON.parse(line) as { readonly value: string };
  const bytes = Buffer.from(row.value, 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return JSON.stringify({ ...row, value: bytes.toString('base64') });
}
