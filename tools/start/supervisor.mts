import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from '../servers/process-identity.mts';
import {
  startService,
  stopService,
  untilReady,
  wrongSettings,
} from '../servers/running-service.mts';
import type { RunningService } from '../servers/running-service.mts';
import type { Place, Service } from '../servers/service.mts';
import { writeWhole } from '../servers/write-whole.mts';
import { capLogs } from './cap-logs.mts';
import { Guard } from './guard.mts';

type Kept = { running: RunningService };

/** Names the supervisor of a data directory and its living processes, for tools and successors. */
export const supervisorFile = (place: Place) => `${place.runDir}/supervisor.json`;

const startsMax = 3;
const steadyAfterMs = 10_000;
const restartPausesMs = [0, 200, 500, 1_000, 2_000, 5_000];

/**
 * Keeps processes running: starts them, restarts what dies, servers too, and stops all in the reverse order of
 * starting. `run/supervisor.json` always names the living ones. A watchdog ends them when this process is killed.
 */
export class Supervisor {
  readonly #place: Place;
  readonly #say: (line: string) => void;
  readonly #tiers: Kept[][] = [];
  readonly #guard: Guard;
  readonly #logCap: NodeJS.Timeout;
  #stopping = false;

  constructor(place: Place, ephemeral: boolean, say: (line: string) => void) {
    this.#place = place;
    this.#say = say;
    this.#guard = new Guard(place, ephemeral);
    this.#logCap = setInterval(() => capLogs(place.logsDir), 10_000);
    this.#record();
  }

  /** A tier to stop together; tiers stop in the reverse order of their making. */
  tier(): { readonly start: (service: Service) => Promise<void> } {
    const tier: Kept[] = [];
    this.#tiers.push(tier);
    return { start: (service) => this.#start(service, tier) };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#record();
    for (const tier of this.#tiers.toReversed())
      await Promise.all(tier.map((kept) => stopService(kept.running)));
    clearInterval(this.#logCap);
    this.#record();
    this.#guard.release();
  }

  /** Throws `did_not_start` when it failed three times, or at once where its settings are wrong. */
  async #start(service: Service, tier: Kept[]): Promise<void> {
    if (this.#stopping) return;
    const kept = { running: this.#launch(service) };
    tier.push(kept);
    for (let starts = 1; ; starts += 1) {
      try {
        this.#record();
        await untilReady(kept.running, this.#place);
        break;
      } catch (error) {
        const { ended } = kept.running;
        const hopeless = ended === undefined || ended === wrongSettings;
        if (this.#stopping || hopeless || starts === startsMax) throw error;
        if (starts === startsMax - 1) this.#afresh(service);
        await pause(500);
        kept.running = this.#launch(service);
      }
    }
    void this.#keep(kept);
  }

  async #keep(kept: Kept): Promise<void> {
    for (let failures = 0; ;) {
      const since = performance.now();
      const how = await kept.running.exited;
      if (this.#stopping) return;
      const { service } = kept.running;
      failures = performance.now() - since > steadyAfterMs ? 0 : failures + 1;
      this.#say(`  ! ${service.name} ended (${how}); starting it again`);
      if (failures === startsMax) this.#afresh(service);
      await pause(restartPausesMs[Math.min(failures, restartPausesMs.length - 1)]);
      if (this.#stopping) return;
      kept.running = this.#launch(service);
      this.#record();
    }
  }

  #launch(service: Service): RunningService {
    const running = startService(service, this.#place);
    this.#guard.add(running.record);
    return running;
  }

  #afresh(service: Service): void {
    if (service.startAfresh === undefined) return;
    this.#say(
      `  ! ${service.name} does not start with its data, which is only a copy; emptying it`,
    );
    service.startAfresh();
  }

  #record(): void {
    const processes = this.#tiers.flat().map(({ running }) => running);
    writeWhole(
      supervisorFile(this.#place),
      JSON.stringify({
        pid: process.pid,
        identity: processIdentity(process.pid),
        dataDir: this.#place.dataDir,
        stopping: this.#stopping,
        processes: processes
          .filter(({ ended }) => ended === undefined)
          .map(({ record: { name, pid, port } }) => ({ name, pid, port })),
      }),
    );
  }
}
