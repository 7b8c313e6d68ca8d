import { writeSnapshots } from '../../../apps/decider/src/snapshot/snapshot-follower';
import { Snapshots } from '../../../apps/decider/src/snapshot/snapshots';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { Exit } from './service';
import { tracingLogger } from './surroundings';

/** Of the simulated brokers. */
const CLUSTER = 'simulated';

export const snapshotsOf = (world: World, process: SimulatedProcess): Snapshots =>
  new Snapshots({
    store: world.snapshots.of(process),
    log: world.log(process),
    codec: world.codec,
    logger: tracingLogger(world, process),
    cluster: CLUSTER,
  });

/** Writes snapshots of all partitions again and again: each round is a process of its own in the product. */
export function startSnapshotWriter(
  world: World,
  process: SimulatedProcess,
  partitions: readonly number[],
  exit: Exit,
): void {
  const { clock } = process;
  const following = {
    log: world.log(process),
    codec: world.codec,
    clock,
    logger: tracingLogger(world, process),
    snapshots: snapshotsOf(world, process),
  };
  const chance = world.chance.fork(`snapshots ${process.name}`);
  const run = async () => {
    for (;;) {
      await clock.sleep(2_000 + chance.below(8_000));
      await writeSnapshots(following, partitions);
    }
  };
  run().catch((error: unknown) => exit(String(error)));
}
