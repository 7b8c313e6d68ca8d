import { readFile } from 'node:fs/promises';

/** Resident memory of one process at one moment. */
export type Sample = { readonly atMs: number; readonly bytes: number };

export type Memory = ReadonlyMap<string, readonly Sample[]>;

/** A living process of a system. */
export type Process = { readonly name: string; readonly pid: number; readonly port: number };

type Supervised = {
  readonly processes: readonly Process[];
};

/** Looks at every process of the system from time to time, by name. A restart goes on under the same name. */
export function watchMemory(dataDir: string, everyMs = 5_000) {
  const samples = new Map<string, Sample[]>();
  const look = async () => {
    const processes = await processesOf(dataDir);
    const atMs = performance.now();
    for (const { name, pid } of processes) {
      const bytes = await residentBytes(pid);
      if (bytes === undefined) continue;
      const known = samples.get(name) ?? [];
      samples.set(name, known);
      known.push({ atMs, bytes });
    }
  };
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  return {
    async end(): Promise<Memory> {
      clearInterval(timer);
      await look().catch(() => undefined);
      return samples;
    },
  };
}

export async function processesOf(dataDir: string): Promise<readonly Process[]> {
  const text = await readFile(`${dataDir}/run/supervisor.json`, 'utf8');
  return (JSON.parse(text) as Supervised).processes;
}

async function residentBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

/** The median of the samples between two shares of the time, in bytes. */
export function medianBetween(samples: readonly Sample[], from: number, until: number): number {
  const first = samples[0]?.atMs ?? 0;
  const took = (samples.at(-1)?.atMs ?? 0) - first;
  const bytes = samples
    .filter(({ atMs }) => atMs >= first + from * took && atMs <= first + until * took)
    .map((sample) => sample.bytes)
    .toSorted((left, right) => left - right);
  return bytes[Math.floor(bytes.length / 2)] ?? 0;
}
