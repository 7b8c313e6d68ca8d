import type { RecordedTopic } from '../../../apps/recorder/src/rows/tables';
import { Recorder } from '../../../apps/recorder/src/recording/recorder';
import { giveUp } from '../../../apps/recorder/src/recording/rewind';
import type { RecorderWatch } from '../../../apps/recorder/src/recording/recording-parts';
import { TopicRecorder } from '../../../apps/recorder/src/recording/topic-recorder';
import { betCommandsSource } from '../../../apps/recorder/src/sources/bet-commands-source';
import { betEventsSource } from '../../../apps/recorder/src/sources/bet-events-source';
import { oddsEventsSource } from '../../../apps/recorder/src/sources/odds-events-source';
import type { Exit } from '../processes/service';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { SimulatedTables } from './simulated-tables';

const silent = () => undefined;

/** What apps/recorder/src/open-recorder.ts puts together. Returns what gives a partition up, as an operator may. */
export function startRecorder(
  world: World,
  tables: SimulatedTables,
  process: SimulatedProcess,
  exit: Exit,
): (topic: RecordedTopic, partition: number) => void {
  const { codec } = world;
  const { clock } = process;
  const log = world.log(process);
  const watch: RecorderWatch = {
    inserted: silent,
    retrying: (problem) => world.say(`${process.name} tries again: ${problem.message}`),
    gathered: silent,
    point: silent,
    cut: (topic: RecordedTopic, partition) =>
      world.say(`${process.name} cuts ${topic}/${partition}`),
  };
  const parts = { store: tables.store(process), clock, watch };
  const owner = { ordinal: 0, instances: 1, writer: world.newName(process) };
  const sources = [
    oddsEventsSource(log, codec, silent),
    betCommandsSource(log, codec),
    betEventsSource(log, codec, silent),
  ];
  const recorders = sources.map((source) => new TopicRecorder(parts, source, owner));
  const failed = (error: unknown) => exit(error instanceof Error ? error.message : String(error));
  new Recorder(parts, recorders).start(failed).catch(failed);
  return (topic, partition) => {
    if (!process.isAlive) return;
    const by = { owner: '0/1', writer: owner.writer };
    giveUp(parts, topic, partition, by).then(() => exit('to record again'), failed);
  };
}
