import { processesOf } from '../soak/memory.mts';

/** Stops a process of the system as long as the work takes, as an endless pause would, and lets it go on. */
export async function freeze<Result>(
  dataDir: string,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const found = (await processesOf(dataDir)).find((process) => process.name === name);
  if (found === undefined) throw new Error(`no process is called ${name}`);
  process.kill(found.pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(found.pid, 'SIGCONT');
  }
}
