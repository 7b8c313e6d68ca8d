import { readFileSync } from 'node:fs';

/** Linux counts processor time so. */
const TICKS_PER_SECOND = 100;
const SAMPLE_EVERY_MS = 50;

/** Of all threads of a process so far, in milliseconds; 0 where the system does not tell. */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program may hold anything; behind it come state, parent, … and from the 12th user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** What a process has used by when, to be asked afterwards. */
export class CpuMeter {
  private readonly samples: { readonly atMs: number; readonly usedMs: number }[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(pid: number) {
    const sample = () => void this.samples.push({ atMs: Date.now(), usedMs: cpuMs(pid) });
    this.timer = setInterval(sample, SAMPLE_EVERY_MS);
  }

  /** Between two moments, UTC, in milliseconds. */
  between(fromMs: number, toMs: number): number {
    const usedAt = (ms: number) => this.samples.find(({ atMs }) => atMs >= ms)?.usedMs ?? 0;
    return usedAt(toMs) - usedAt(fromMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
