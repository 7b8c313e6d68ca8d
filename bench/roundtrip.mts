import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSources } from './audit/compile-sources.mts';
import { withServers } from './audit/with-servers.mts';
import type { Servers } from './audit/write-log.ts';
import { streamDecider, withStreamLog } from './decide/stream-decider.mts';
import type * as ReadDecided from './decide/read-decided.ts';
import type * as Engine from './decide/stream-engine.ts';
import type { StreamLog } from './decide/stream-log.ts';
import { microsEach } from './decide.mts';
import { cpuMs } from './decide/cpu-meter.mts';
import type { WithPeers } from './decide.mts';
import { besidePeers } from './peers/beside-peers.mts';
import { percentile } from './report.mts';
import type { Measured } from './report.mts';
import type * as ApiSide from './roundtrip/api-side.ts';
import type * as AskStream from './roundtrip/ask-stream.ts';

const PARTITION = 7;
/** Each has a lap of the stream, and a decider that has these partitions. */
const parts = [
  { lap: 0, name: 'one partition', partition: PARTITION },
  { lap: 1, name: 'twelve partitions', partition: undefined },
] as const;

const require = createRequire(import.meta.url);
const say = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * From a command to its decision in the api's own tail, with a real decider between: alone, and with so many on their
 * way at once. The log tells in the end whether everything was decided right.
 */
export function benchRoundtrip({ peers, seconds }: WithPeers): Promise<readonly Measured[]> {
  compileSources();
  const { StreamLap } = require('./decide/stream-engine.ts') as typeof Engine;
  const { readDecided } = require('./decide/read-decided.ts') as typeof ReadDecided;
  return withServers(async (servers) => {
    const ours = await withStreamLog(servers, async (log) => {
      const laps: Engine.StreamLap[] = [];
      const asked: AskStream.Asked[] = [];
      for (const { lap: number, name, partition } of parts) {
        say(`${name} …`);
        const lap = new StreamLap(number, Date.now(), partition);
        asked.push(
          await streamDecider(servers, partition, (pid) =>
            ask(servers, log, lap, { seconds, pid }),
          ),
        );
        laps.push(lap);
      }
      say('the log is read and checked');
      const decided = await readDecided(servers, laps);
      return parts.flatMap((part, at) => measured(part.name, asked[at], decided, at));
    });
    if (!peers) return ours;
    return [...ours, ...(await besidePeers(ours, { ...servers, bench: 'roundtrip', seconds }))];
  });
}

async function ask(
  servers: Servers,
  log: StreamLog,
  lap: Engine.StreamLap,
  { seconds, pid }: { readonly seconds: number; readonly pid: number },
): Promise<AskStream.Asked> {
  const { openApiSide } = require('./roundtrip/api-side.ts') as typeof ApiSide;
  const { askStream } = require('./roundtrip/ask-stream.ts') as typeof AskStream;
  const opening = lap.opening();
  const before = await log.decided();
  await log.append(opening);
  await log.untilDecided(before, opening.length);
  const positions = mkdtempSync(join(tmpdir(), 'stakelog-roundtrip-'));
  const side = await openApiSide(servers, positions);
  try {
    const meter = () => ({ decider: cpuMs(pid), 'api’s side and load': cpuMs(process.pid) });
    return await askStream(side, lap, seconds * 1_000, meter);
  } finally {
    await side.close();
    rmSync(positions, { recursive: true, force: true });
  }
}

function measured(
  name: string,
  asked: AskStream.Asked | undefined,
  { laps, sum, dropped }: ReadDecided.Decided,
  at: number,
): readonly Measured[] {
  const found = laps[at];
  const isRight = found?.text === asked?.expected && found?.wrongBalances === 0 && sum === 0;
  if (!isRight) say(`wrong: ${found?.text}, not ${asked?.expected}; sum ${sum}`);
  return (asked?.levels ?? []).map(({ inFlight, perSecond, latencies, wrong, metered }) => ({
    case: `roundtrip ${inFlight} in flight, ${name}`,
    value: perSecond,
    unit: 'bets/s',
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    errors: wrong + dropped + (isRight ? 0 : 1),
    counts: {
      bets: latencies.length,
      ...Object.fromEntries(
        Object.entries(metered).map(([of, ms]) => [
          `${of}, us of CPU per bet`,
          microsEach(ms, latencies.length),
        ]),
      ),
    },
  }));
}
