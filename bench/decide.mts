import { createRequire } from 'node:module';
import { compileSources } from './audit/compile-sources.mts';
import { withServers } from './audit/with-servers.mts';
import { streamDecider, withStreamLog } from './decide/stream-decider.mts';
import type * as Answers from './decide/stream-answers.ts';
import type * as BetStream from './decide/bet-stream.ts';
import type * as ReadDecided from './decide/read-decided.ts';
import type * as Engine from './decide/stream-engine.ts';
import { CpuMeter } from './decide/cpu-meter.mts';
import { besidePeers } from './peers/beside-peers.mts';
import type { Measured } from './report.mts';

/** Where all accounts of the stream live, so that one decider decides them one after the other. */
const PARTITION = 7;

export type WithPeers = {
  readonly peers: boolean;
  /** Of each closed loop. */
  readonly seconds: number;
};

/**
 * Commands wait in the log of one partition, twice the stream: the decider is started beside them. The first lap finds
 * it cold. Time counts from when it begins its first batch until the broker has taken its last.
 */
export function benchDecide({ peers, seconds }: WithPeers): Promise<readonly Measured[]> {
  compileSources();
  const require = createRequire(import.meta.url);
  const { StreamLap } = require('./decide/stream-engine.ts') as typeof Engine;
  const { expected } = require('./decide/stream-answers.ts') as typeof Answers;
  const { streamCommands } = require('./decide/bet-stream.ts') as typeof BetStream;
  const { readDecided } = require('./decide/read-decided.ts') as typeof ReadDecided;
  return withServers(async (servers) => {
    const ours = await withStreamLog(servers, async (log) => {
      const laps = [0, 1].map((lap) => new StreamLap(lap, Date.now(), PARTITION));
      const opening = laps.flatMap((lap) => lap.opening());
      say(`${opening.length} commands open the accounts`);
      await log.append(opening);
      await streamDecider(servers, PARTITION, () => log.untilDecided(0, opening.length));
      const commands = streamCommands();
      for (const lap of laps) await log.append(commands.map((each) => lap.bet(each)));
      say(`${laps.length * commands.length} commands wait`);
      const before = await log.decided();
      const meter = await streamDecider(servers, PARTITION, async (pid) => {
        const metering = new CpuMeter(pid);
        await log.untilDecided(before, laps.length * commands.length);
        metering.stop();
        return metering;
      });
      say('the log is read and checked');
      return measured(await readDecided(servers, laps), meter, expected);
    });
    if (!peers) return ours;
    return [...ours, ...(await besidePeers(ours, { ...servers, bench: 'decide', seconds }))];
  });
}

function measured(
  { laps, sum, dropped }: ReadDecided.Decided,
  meter: CpuMeter,
  expected: string,
): readonly Measured[] {
  return laps.map(({ text, commands, beganAtMs, endedAtMs, batches, wrongBalances }, index) => {
    if (text !== expected) say(`wrong: ${text}`);
    const fromMs = laps[index - 1]?.endedAtMs ?? beganAtMs;
    return {
      case: `decide ${index === 0 ? 'cold' : 'warm'}`,
      value: Math.round((1_000 * commands) / (endedAtMs - fromMs)),
      unit: 'bets/s',
      errors: (text === expected ? 0 : 1) + wrongBalances + dropped + (sum === 0 ? 0 : 1),
      counts: {
        ms: endedAtMs - fromMs,
        batches,
        'decider, us of CPU per bet': microsEach(meter.between(fromMs, endedAtMs), commands),
      },
    };
  });
}

/** To a hundredth. */
export const microsEach = (ms: number, count: number) => Math.round((100_000 * ms) / count) / 100;

const say = (line: string) => void process.stderr.write(`${line}\n`);
