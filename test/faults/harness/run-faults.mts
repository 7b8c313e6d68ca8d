import { chance } from '../../../tools/scenario/chance.mts';
import type { Bout, Fault } from './fault.mts';
import { FaultSystem } from './fault-system.mts';
import { checkClients, checkLog, settleDown, type Findings } from './invariants.mts';
import { Load } from './load.mts';

export type FaultResult = {
  readonly id: string;
  readonly name: string;
  readonly seed: number;
  readonly outcome: 'PASS' | 'FAIL' | 'SKIPPED';
  readonly notes: readonly string[];
  /** By the name of the check, the first of what does not hold. */
  readonly faults: Findings;
  readonly seconds: number;
};

export type RunOptions = {
  readonly seed: number;
  readonly asBuilt: boolean;
  /** Log and copies are checked once behind all faults of a system, not behind each: quicker, and as strict. */
  readonly together: boolean;
  readonly say: (line: string) => void;
  readonly report: (result: FaultResult) => void;
};

/** A recorder that begins again behind a cut of both inputs took 110 s on a busy machine. */
const healedWithinMs = 240_000;
/** What a fault waits for may never come. */
const doneWithinMs = 600_000;

/** Runs faults one after the other on one system, or on several where a fault ruins one. */
export async function runFaults(
  faults: readonly Fault[],
  options: RunOptions,
): Promise<readonly FaultResult[]> {
  const results: FaultResult[] = [];
  let system: FaultSystem | undefined;
  let unchecked = 0;
  const interrupted = () =>
    void (system?.stop() ?? Promise.resolve()).finally(() => process.exit(130));
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  const add = (result: FaultResult) => {
    results.push(result);
    options.report(result);
  };
  const checkTogether = async () => {
    if (system !== undefined && unchecked > 0) add(await checkedTogether(system, options.seed));
    unchecked = 0;
  };
  try {
    for (const fault of faults) {
      const skipped = fault.skip?.();
      if (skipped !== undefined) {
        add(skippedResult(fault, options.seed, skipped));
        continue;
      }
      if (fault.ruins === true) await checkTogether();
      system ??= await FaultSystem.start(options);
      const result = await runFault(system, fault, options);
      add(result);
      unchecked += options.together && fault.ruins !== true ? 1 : 0;
      // After a failure nobody knows what the next fault would find.
      if (fault.ruins !== true && result.outcome !== 'FAIL') continue;
      if (result.outcome !== 'FAIL') unchecked = 0;
      await checkTogether();
      await system.stop();
      system = undefined;
    }
    await checkTogether();
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    await system?.stop();
  }
  return results;
}

async function checkedTogether(system: FaultSystem, seed: number): Promise<FaultResult> {
  const startedAtMs = performance.now();
  const of = { id: 'all', name: 'log and copies behind all faults of this system', seed };
  const found = await system
    .heal(healedWithinMs)
    .then(() => checkLog(system))
    .catch((error: unknown) => ({ broken: [messageOf(error)] }));
  const faults = failing(found, {});
  const outcome = Object.keys(faults).length === 0 ? 'PASS' : 'FAIL';
  const seconds = (performance.now() - startedAtMs) / 1_000;
  return { ...of, outcome, notes: [], faults, seconds };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The first few of each check that does not hold. */
const failing = (all: Findings, { breaks = [], excuses }: Pick<Fault, 'breaks' | 'excuses'>) =>
  Object.fromEntries(
    Object.entries(all)
      .map(([check, of]) => [check, of.filter((one) => excuses?.(check, one) !== true)] as const)
      .filter(([check, of]) => of.length > 0 && !breaks.includes(check))
      .map(([check, of]) => [check, of.slice(0, 5)]),
  ) satisfies Findings;

function skippedResult({ id, name }: Fault, seed: number, reason: string): FaultResult {
  return { id, name, seed, outcome: 'SKIPPED', notes: [reason], faults: {}, seconds: 0 };
}

async function runFault(
  system: FaultSystem,
  fault: Fault,
  { seed, say, together }: RunOptions,
): Promise<FaultResult> {
  const { id, name } = fault;
  const startedAtMs = performance.now();
  const notes: string[] = [];
  const unmet: string[] = [];
  say(`${id} ${name}, seed ${seed}`);
  const found: Findings = await bout(system, fault, seed, {
    note: (what) => {
      notes.push(what);
      say(`    ${what}`);
    },
    expect: (holds, what) => {
      if (!holds) unmet.push(what);
    },
  }).catch((error: unknown) => ({ broken: [messageOf(error)] }));
  const isLater = together && fault.ruins !== true;
  const log = isLater || found['broken'] !== undefined ? {} : await checkLog(system);
  const faults = failing({ expected: unmet, ...found, ...log }, fault);
  const outcome = Object.keys(faults).length === 0 ? 'PASS' : 'FAIL';
  const seconds = (performance.now() - startedAtMs) / 1_000;
  return { id, name, seed, outcome, notes, faults, seconds };
}

async function bout(
  system: FaultSystem,
  fault: Fault,
  seed: number,
  { note, expect }: Pick<Bout, 'note' | 'expect'>,
): Promise<Findings> {
  const random = chance(seed);
  await system.healthy();
  const run = Date.now().toString(36).slice(-6);
  const prefix = `${fault.id.toLowerCase()}-${seed}-${run}`;
  const load = await Load.open({ system, prefix, chance: chance(seed + 1), ...fault.load });
  load.start();
  try {
    await load.progress(random.below(20));
    await inTime(fault.run({ system, load, chance: random, seed, note, expect }));
    const healingAtMs = performance.now();
    await system.heal(healedWithinMs);
    const healed = (performance.now() - healingAtMs) / 1_000;
    load.resume();
    const goesOn = await load.progress(10);
    const open = await settleDown(system, load);
    note(`${told(load)}; all was ready ${healed.toFixed(0)} s after the fault`);
    return {
      goesOn: goesOn ? [] : ['no answers after healing'],
      settled: open.slice(0, 5),
      ...(await checkClients(system, load)),
    };
  } finally {
    load.abandon();
  }
}

async function inTime(run: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const error = new Error(`it did not come to its end within ${doneWithinMs / 1_000} s`);
  const timer = setTimeout(() => late.reject(error), doneWithinMs);
  try {
    await Promise.race([run, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function told({ operations }: Load): string {
  const counts = new Map<string, number>();
  for (const { told: all } of operations) {
    const outcomes = all.map(({ outcome }) => outcome).join(' then ');
    counts.set(outcomes, (counts.get(outcomes) ?? 0) + 1);
  }
  const kinds = ['decided', 'refused', 'not_received', 'unknown'];
  const sums = kinds.map((kind) => {
    const sum = [...counts].reduce((all, [of, n]) => all + (of.endsWith(kind) ? n : 0), 0);
    return `${sum} ${kind.replace('_', ' ')}`;
  });
  return `${operations.length} requests: ${sums.join(', ')}`;
}
