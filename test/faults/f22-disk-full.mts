import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';
import { needsRoot, SmallDisk } from './harness/small-disk.mts';

const withinMs = 120_000;
/** Above what the log takes already. */
const roomBytes = 64 * 1_024 * 1_024;

/** Nobody is told of a decision that the disk did not take; with space again betting resumes. */
export const f22: Fault = {
  id: 'F22',
  name: 'the broker’s disk is full',
  skip: needsRoot,
  run: fillUp,
};

async function fillUp(bout: Bout): Promise<void> {
  const { system } = bout;
  const broker = system.server('kafka');
  const data = `${system.place.dataDir}/kafka/data`;
  const aside = `${data}.aside`;
  await broker.stop();
  renameSync(data, aside);
  const disk = SmallDisk.mount(data, sizeOf(aside) + roomBytes);
  try {
    copy(aside, data);
    rmSync(aside, { recursive: true });
    await broker.start();
    await runOut(bout, disk);
    await broker.stop();
    copy(data, aside);
  } finally {
    await broker.stop();
    disk.unmount();
  }
  rmSync(data, { recursive: true });
  renameSync(aside, data);
  await broker.start();
}

async function runOut({ system, load, note, expect }: Bout, disk: SmallDisk): Promise<void> {
  const broker = system.server('kafka');
  expect(await load.progress(10), 'answers go on while there is space');
  disk.fill();
  const is503 = async () => (await load.statusOfABet()) === 503;
  expect(await load.until(is503, withinMs), '503 once the disk is full');
  const statuses = new Set<number>();
  for (let times = 0; times < 5; times++) {
    statuses.add(await load.statusOfABet());
    await pause(500);
  }
  expect(!statuses.has(201), 'nobody is told of a decision that the disk did not take');
  note(
    `full, bets were told ${[...statuses].join()}; the broker ${broker.lives ? 'lives' : 'ended'}`,
  );
  disk.free();
  await broker.start();
  expect(await load.progress(10), 'answers go on with space again');
}

/** Sparse index files stay sparse. */
const copy = (from: string, to: string) =>
  execFileSync('cp', ['-a', '--sparse=always', `${from}/.`, `${to}/`]);

const sizeOf = (path: string) =>
  1_024 * Number(execFileSync('du', ['-sk', path]).toString().split('\t')[0]);
