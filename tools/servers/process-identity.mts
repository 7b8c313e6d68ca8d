import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export type ProcessRecord = {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
  readonly port: number;
};

const bootIdFile = '/proc/sys/kernel/random/boot_id';

/**
 * What tells a process from a later one with the same id: the boot and the moment it started.
 * Undefined when no such process lives; a zombie does not.
 */
export function processIdentity(pid: number): string | undefined {
  if (!existsSync('/proc/self/stat')) return startedAt(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
    return `${readFileSync(bootIdFile, 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

/** The same where there is no /proc. */
function startedAt(pid: number): string | undefined {
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout.trim() : undefined;
}

export const lives = ({ pid, identity }: Pick<ProcessRecord, 'pid' | 'identity'>) =>
  processIdentity(pid) === identity;

/** Ends a process and returns when it is gone: SIGTERM, and SIGKILL when that took too long. */
export async function endProcess(
  process_: Pick<ProcessRecord, 'pid' | 'identity'>,
  withinMs: number,
): Promise<void> {
  const patience = performance.now() + withinMs;
  signal(process_, 'SIGTERM');
  while (lives(process_)) {
    if (performance.now() > patience) signal(process_, 'SIGKILL');
    await pause(20);
  }
}

/** Sends the signal only to the very process that was meant. */
export function signal(
  process_: Pick<ProcessRecord, 'pid' | 'identity'>,
  name: NodeJS.Signals,
): void {
  if (!lives(process_)) return;
  try {
    process.kill(process_.pid, name);
  } catch {
    // It ended between the two lines.
  }
}

/** Processes whose environment holds the given `NAME=value`; none where there is no /proc. */
export function processesMarked(mark: string): Pick<ProcessRecord, 'pid' | 'identity'>[] {
  if (!existsSync('/proc/self/environ')) return [];
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.map(Number).flatMap((pid) => {
    const identity = environmentOf(pid).includes(mark) ? processIdentity(pid) : undefined;
    return identity === undefined ? [] : [{ pid, identity }];
  });
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // It ended, or it is someone else's.
  }
}
