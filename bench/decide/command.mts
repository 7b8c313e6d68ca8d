import type { Command } from 'commander';
import { benchDecide } from '../decide.mts';
import { reported } from '../report.mts';
import type { Measured } from '../report.mts';
import { benchRoundtrip } from '../roundtrip.mts';
import { benchDecideCore } from './core.mts';

type DecideOptions = {
  readonly core: boolean;
  readonly laps: string;
  readonly peers: boolean;
  readonly seconds: string;
  readonly json: boolean;
};

type RoundtripOptions = {
  readonly seconds: string;
  readonly peers: boolean;
  readonly json: boolean;
};

const PEERS = 'PostgreSQL, Emmett and Kafka Streams beside it, on the same stream';

/** The cases that every peer is measured with as well. */
export function addStreamCases(program: Command): void {
  program
    .command('decide')
    .description('A backlog of 300,000 commands in one partition, decided by a real decider')
    .option('--core', 'the decider’s core alone, without the log', false)
    .option('--laps <n>', 'with --core: times the stream is decided; the first is cold', '3')
    .option('--peers', PEERS, false)
    .option('--seconds <n>', 'with --peers: how long those are asked that take no backlog', '4')
    .option('--json', 'one JSON line for each figure', false)
    .action(async ({ core, laps, peers, seconds, json }: DecideOptions) => {
      const wanted = { peers, seconds: Number(seconds) };
      report(core ? benchDecideCore(Number(laps)) : await benchDecide(wanted), json);
    });
  program
    .command('roundtrip')
    .description('From a command to its decision in the api’s tail: alone, 64 and 256 in flight')
    .option('--seconds <n>', 'how long each', '4')
    .option('--peers', PEERS, false)
    .option('--json', 'one JSON line for each figure', false)
    .action(async ({ seconds, peers, json }: RoundtripOptions) =>
      report(await benchRoundtrip({ peers, seconds: Number(seconds) }), json),
    );
}

function report(measured: readonly Measured[], json: boolean): void {
  for (const each of measured) process.stdout.write(reported(each, json));
  process.exitCode = measured.every(({ errors }) => errors === 0) ? 0 : 1;
}
