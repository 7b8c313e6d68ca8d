/** `node main.mts PEER CASE SECONDS`: measures one peer in a process of its own, one JSON line for each figure. */
import { createRequire } from 'node:module';
import { compileSources } from '../audit/compile-sources.mts';
import { buildTopology } from './kafka-streams/topology.mts';
import type * as Streams from './kafka-streams/kafka-streams.ts';
import { PeerAbsent } from './peer-absent.mts';
import type * as Figures from './peer-figure.ts';
import type * as Emmett from './postgres/emmett.ts';
import type * as Postgres from './postgres/postgres.ts';
import { withCluster } from './postgres/cluster.mts';

const [peer, bench, seconds] = process.argv.slice(2);
const ms = 1_000 * Number(seconds);
const isBacklog = bench === 'decide';
compileSources();
const require = createRequire(import.meta.url);

async function figures(): Promise<readonly Figures.PeerFigure[]> {
  if (peer === 'kafka-streams') {
    await buildTopology();
    const { KafkaStreamsPeer } = require('./kafka-streams/kafka-streams.ts') as typeof Streams;
    const streams = new KafkaStreamsPeer((process.env['KAFKA_BROKERS'] ?? '').split(','));
    return isBacklog ? streams.decide() : streams.roundtrip(ms);
  }
  if (peer === 'emmett') {
    const { besideBacklog } = require('./peer-figure.ts') as typeof Figures;
    const { emmett } = require('./postgres/emmett.ts') as typeof Emmett;
    const measured = await withCluster((port) => emmett(port, ms));
    return isBacklog ? besideBacklog(measured) : measured;
  }
  const postgres = require('./postgres/postgres.ts') as typeof Postgres;
  const measure = isBacklog ? postgres.decide : postgres.roundtrip;
  return withCluster((port) => measure(port, ms));
}

try {
  for (const figure of await figures()) process.stdout.write(`${JSON.stringify(figure)}\n`);
  process.exit(0);
} catch (error) {
  const isAbsent = error instanceof PeerAbsent;
  process.stderr.write(`${peer}: ${isAbsent ? error.message : String(error)}\n`);
  process.exit(isAbsent ? 3 : 1);
}
