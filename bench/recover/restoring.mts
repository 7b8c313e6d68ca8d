/** Run by the case in a process of its own, with a heap for the largest state; one JSON line on standard output. */
import { createRequire } from 'node:module';
import { compileSources } from '../audit/compile-sources.mts';
import type * as Speed from './snapshot-speed.ts';

compileSources();
const { snapshotSpeed } = createRequire(import.meta.url)('./snapshot-speed.ts') as typeof Speed;

process.stdout.write(`${JSON.stringify(await snapshotSpeed(Number(process.argv[2])))}\n`);
