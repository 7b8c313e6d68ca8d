import type { BenchCase } from '../bench-case.mts';
import { benchDecide } from '../decide.mts';
import { benchRoundtrip } from '../roundtrip.mts';
import { benchDecideCore } from './core.mts';
import { countInstructions } from './instructions.mts';

const PEERS = 'PostgreSQL, Emmett and Kafka Streams beside it, on the same stream';

/** These two every peer is measured with as well. */
export const decideCase: BenchCase = {
  name: 'decide',
  description: 'A backlog of 300,000 commands in one partition, decided by a real decider',
  options: [
    ['--core', 'the decider’s core alone, without the log'],
    ['--instructions', 'count what the core executes for a bet, with valgrind; some minutes'],
    ['--laps <n>', 'with --core: times the stream is decided; the first is cold', '3'],
    ['--peers', PEERS],
    ['--seconds <n>', 'with --peers: how long those are asked that take no backlog', '4'],
  ],
  short: [],
  run: ({ core, instructions, laps, peers, seconds }) => {
    if (instructions !== undefined) return countInstructions();
    if (core !== undefined) return benchDecideCore(Number(laps));
    return benchDecide({ peers: peers !== undefined, seconds: Number(seconds) });
  },
};

export const roundtripCase: BenchCase = {
  name: 'roundtrip',
  description: 'From a command to its decision in the api’s tail: alone, 64 and 256 in flight',
  options: [
    ['--seconds <n>', 'how long each', '4'],
    ['--peers', PEERS],
  ],
  short: ['--seconds', '2'],
  run: ({ peers, seconds }) =>
    benchRoundtrip({ peers: peers !== undefined, seconds: Number(seconds) }),
};
