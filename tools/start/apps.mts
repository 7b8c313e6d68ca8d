import { mkdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import type { Place, Service } from '../servers/service.mts';
import type { AppEnvironment } from './app-environment.mts';
import { builtApp, repository } from './build.mts';
import type { Flags } from './flags.mts';
import { deciderListeners, origin, portOf } from './ports.mts';
import type { DeciderFlags } from './ports.mts';
import type { Addresses } from './start-servers.mts';

/** A quarter of the machine: a decider keeps every open bet in memory, some 1 KB each. In megabytes. */
const deciderHeap = Math.max(512, Math.floor(totalmem() / 1_024 ** 2 / 4));

/**
 * Megabytes of heap for what lives long and for each half of what was just made, so that everything together
 * stays under 2.5 GB, but for what the bets themselves take. The money path has Node's own young half: a smaller
 * one costs it latency.
 */
const heapMegabytes = {
  api: { old: 384, young: 16 },
  audit: { old: 256, young: 4 },
  decider: { old: deciderHeap, young: 64 },
  feed: { old: 256, young: 8 },
  notifier: { old: 128, young: 2 },
  projector: { old: 768, young: 32 },
  reconciler: { old: 320, young: 8 },
  recorder: { old: 768, young: 32 },
  streamer: { old: 256, young: 16 },
} as const;

/**
 * Whose old half of the heap may triple before it is collected, in percent of what lives. V8 lets a heap with a small
 * limit grow by 30 %: the api, which remembers the newest answers, was marked every 1.3 s, for 100 ms of two processors.
 */
const growth: Readonly<Partial<Record<string, number>>> = {
  api: 200,
  feed: 200,
  projector: 200,
  streamer: 200,
};

/** Threads that collect and compile. Node starts four whatever the machine; on two processors they only take turns. */
const helpers = Math.min(4, Math.max(1, availableParallelism() - 1));

/**
 * Where processors are short, copies of the log wait for the money path, not the other way round: the higher
 * the number, the later its turn. What is not named runs as usual.
 */
const niceness: Readonly<Partial<Record<string, number>>> = {
  projector: 5,
  streamer: 5,
  recorder: 10,
  notifier: 10,
  reconciler: 15,
  audit: 15,
};

/**
 * Runs a program at the niceness `$0`. Linux gives each session, and every app is one, an equal share of the
 * processors whatever its processes' niceness, unless the session (its autogroup) is told as well.
 */
const yielding = '{ echo "$0" > /proc/self/autogroup; } 2>/dev/null; exec nice -n "$0" "$@"';

/** The one that is a command line as well: it runs as the sealer. */
const appArguments: Readonly<Partial<Record<string, readonly string[]>>> = {
  audit: ['seal', '--follow'],
};

export type AppName = keyof typeof heapMegabytes;

export const isApp = (name: string): name is AppName => name in heapMegabytes;

/** How an app is run; `environment` adds to what every app is told. */
export function appService(
  app: AppName,
  flags: Flags,
  place: Place,
  addresses: Addresses,
): Service {
  const port = portOf(app, flags.port);
  const dataDir = `${place.dataDir}/${app}`;
  mkdirSync(dataDir, { recursive: true });
  return {
    name: app,
    port,
    command: 'sh',
    cwd: repository,
    args: [
      '-c',
      yielding,
      String(niceness[app] ?? 0),
      process.execPath,
      ...engineFlags(app),
      builtApp(app),
      ...(appArguments[app] ?? []),
    ],
    environment: {
      ...malloc,
      ...shared(flags, place, addresses),
      ...ownSettings(app, flags),
      DATA_DIR: dataDir,
      HTTP_PORT: String(port),
    },
    isReady: () => isReady(port),
    // The copies give way to everything else, so on a busy machine the first migrations take their time.
    readyWithinMs: 180_000,
    stopWithinMs: 10_000,
  };
}

const engineFlags = (app: AppName): readonly string[] => [
  `--max-old-space-size=${heapMegabytes[app].old}`,
  `--max-semi-space-size=${heapMegabytes[app].young}`,
  `--heap-growing-percent=${growth[app] ?? 0}`,
  `--v8-pool-size=${helpers}`,
  '--disable-warning=TimeoutNegativeWarning',
];

/**
 * Answers of the broker are buffers of megabytes. Left to itself, glibc learns from their sizes to keep such memory in its
 * heap, in pieces, for ever: the reconciler had 178 MB in use and 467 resident. With a fixed bound they go back at once.
 */
const malloc = { MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_ARENA_MAX: '2' } as const;

function shared(flags: Flags, place: Place, addresses: Addresses): AppEnvironment {
  return {
    ...addresses,
    SNAPSHOT_DIR: `${place.dataDir}/positions`,
    SECRETS_DIR: `${place.dataDir}/secrets`,
    SEAL_DIR: `${place.dataDir}/seals`,
    HTTP_HOST: '127.0.0.1',
    ORDINAL: '0',
    INSTANCES: '1',
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    REPLAY_SPEED: String(flags.speed),
  };
}

function ownSettings(app: AppName, flags: Flags): AppEnvironment {
  if (app === 'api') return { FEED_URL: origin('feed', flags.port), APP_URLS: appUrls(flags) };
  // A developer's own log that went back is no incident; the decider says so in its log (R6).
  if (app === 'decider') return { ACCEPT_REWIND: 'true' };
  if (app === 'reconciler') return { SQL_URL: origin('recorder', flags.port) };
  if (app === 'feed') return { FEED_FILES: flags.feed.join(','), FEED_SEED: String(flags.seed) };
  return {};
}

/** Where the api asks every instance of every app how it is. */
const appUrls = (flags: Flags & DeciderFlags) =>
  (Object.keys(heapMegabytes) as AppName[])
    .filter((app) => app !== 'api')
    .flatMap((app) => {
      const listeners = app === 'decider' ? deciderListeners(flags) : [app];
      return listeners.map((listener) => `${app}=${origin(listener, flags.port)}`);
    })
    .join(',');

export async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
    signal: AbortSignal.timeout(2_000),
  });
  await answer.body?.cancel();
  return answer.ok;
}
