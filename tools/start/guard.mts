import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { marked } from '../servers/orphans.mts';
import { lives } from '../servers/process-identity.mts';
import type { ProcessRecord } from '../servers/process-identity.mts';
import type { Place } from '../servers/service.mts';

const program = `${import.meta.dirname}/watchdog.mts`;

/** This process's line to its watchdog. A watchdog that dies is replaced. */
export class Guard {
  readonly #place: Place;
  readonly #ephemeral: boolean;
  #charges: ProcessRecord[] = [];
  #watchdog: ChildProcess | undefined;

  constructor(place: Place, ephemeral: boolean) {
    this.#place = place;
    this.#ephemeral = ephemeral;
    this.#watchdog = this.#spawn();
  }

  /** From now on the process ends with ours. */
  add(charge: ProcessRecord): void {
    this.#charges = [...this.#charges.filter(lives), charge];
    this.#watchdog?.stdin?.write(`${JSON.stringify(charge)}\n`);
  }

  /** Everything has ended: the watchdog has nothing left to do but to remove what is ephemeral. */
  release(): void {
    const watchdog = this.#watchdog;
    this.#watchdog = undefined;
    watchdog?.stdin?.end();
  }

  #spawn(): ChildProcess {
    const watchdog = spawn(
      process.execPath,
      ['--max-old-space-size=32', program, ...(this.#ephemeral ? [this.#place.dataDir] : [])],
      {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { ...process.env, ...marked(this.#place) },
      },
    );
    watchdog.stdin.on('error', () => {}); // It has died; the next line deals with that.
    watchdog.once('close', () => this.#replace(watchdog));
    watchdog.unref();
    return watchdog;
  }

  #replace(died: ChildProcess): void {
    if (this.#watchdog !== died) return;
    this.#watchdog = this.#spawn();
    for (const charge of this.#charges.splice(0)) if (lives(charge)) this.add(charge);
  }
}
