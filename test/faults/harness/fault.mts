import type { Chance } from '../../../tools/scenario/chance.mts';
import type { FaultSystem } from './fault-system.mts';
import type { Load } from './load.mts';

/**
 * A fault of the catalogue (reliability.md §3).
 *
 * How to add one: a file `fNN-what-happens.mts` in `test/faults/` that exports one `Fault`, and a line in
 * `catalogue.mts`. `run` breaks the running system under the load that has been started for it, at moments taken
 * from `chance`, and states with `expect` what the catalogue expects beyond the invariants. It need not heal, finish
 * the load or check the invariants: the runner heals every proxy, thaws and restarts every app, waits until all is
 * told, settled and copied, and holds the log, Redis, ClickHouse and the clients' record to I1–I16.
 *
 * What there is to break things with:
 * - `system.app('decider')`: `kill`, `freeze`, `thaw`, `restart({ CRASH_AT: 'decider.appended:3' })`, `died(n)`,
 *   `metric(name, labels)`, `ask('/readyz')`; an app that dies comes back by itself and without its CRASH_AT;
 * - `app.kafka` (KafkaProxy): `catchProduce`, `withhold`, and `app.kafka.tcp`, `app.redis`, `app.registry`
 *   (TcpProxy): `trouble`, `resetAll`, `halfOpen`, `refuse`;
 * - `system.server('kafka')`, also of `redis` and `registry`: `kill`, `stop`, `freeze`, `thaw`, `start`; its files
 *   stand under `system.place.dataDir`;
 * - `system.add('decider', 'decider-b', { STANDBY: 'true' })`: a further instance, gone before the next fault;
 *   `streamer` and `notifier` are added this way where a fault needs them;
 * - `load`: `progress(n)` waits for n more answers (the way to a random moment), `rest`, `resume`, `place`,
 *   `request`; `load.offer`: `result`, `post`;
 * - `system.log` (LogSeen): every record of bet.events as an auditor sees it, `epochs`, `until`.
 *
 * One system lives for all faults of a run: each load has accounts, markets and producers of its own, whose names
 * hold the fault's id and the seed. A fault that ruins the servers' data sets `ruins`, and the next one gets a fresh
 * system.
 */
export type Fault = {
  /** As in the catalogue. */
  readonly id: string;
  /** What happens, in a few words. */
  readonly name: string;
  /** Why it cannot run here; it is then printed and counted as skipped, not as passed. */
  readonly skip?: () => string | undefined;
  readonly load?: FaultLoad;
  /** The data of the servers is not to be used any more. */
  readonly ruins?: true;
  /** What is expected to be broken, by the name of the check. */
  readonly breaks?: readonly string[];
  /** Of a check that is held to the rest, what is expected to be found all the same. */
  readonly excuses?: (check: string, found: string) => boolean;
  readonly run: (bout: Bout) => Promise<void>;
};

export type FaultLoad = {
  readonly bettors?: number;
  readonly markets?: number;
  readonly clients?: number;
  /** In minor units, for each bettor. */
  readonly deposit?: number;
};

/** One run of one fault. */
export type Bout = {
  readonly system: FaultSystem;
  /** Running when the fault begins. */
  readonly load: Load;
  readonly chance: Chance;
  readonly seed: number;
  /** Said with the result. */
  readonly note: (what: string) => void;
  /** The fault fails, after everything else has been checked. */
  readonly expect: (holds: boolean, what: string) => void;
};
