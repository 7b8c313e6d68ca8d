/**
 * Outlives a supervisor that is killed: when its standard input ends, it ends every process that it was told of
 * (JSON lines), and removes the directory given as argument, if one is (an ephemeral one). It sits in a session
 * of its own, so that neither Ctrl-C nor a signal to the group reaches it.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endProcess } from '../servers/process-identity.mts';
import type { ProcessRecord } from '../servers/process-identity.mts';

const [ephemeralDir] = process.argv.slice(2);
const charges: ProcessRecord[] = [];

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});

for await (const line of createInterface({ input: process.stdin }))
  charges.push(JSON.parse(line) as ProcessRecord);

await Promise.all(charges.map((charge) => endProcess(charge, 3_000)));
if (ephemeralDir !== undefined) rmSync(ephemeralDir, { recursive: true, force: true });
