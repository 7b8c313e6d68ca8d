import { stateDump } from '../../../libs/domain/src/laws/state-dump';
import type { RunningDecider } from '../processes/decider';
import type { World } from '../world/world';
import type { Checker } from './checker';

type Ended = {
  readonly world: World;
  readonly deciders: readonly RunningDecider[];
  readonly checker: Checker;
};

/**
 * I19: an owner that has appended everything it decided has the state that the counted log folds to, whether it read
 * the log from its beginning or from a snapshot. Looked at where no batch is under way.
 */
export function checkStates({ world, deciders, checker }: Ended): void {
  for (const { process, owners } of deciders)
    for (const { tenure } of owners) {
      if (!process.isAlive || tenure === undefined || tenure.ended) continue;
      const { partition, state, nextOffset } = tenure;
      const { state: folded } = checker.partition(partition);
      const isIdle = nextOffset === world.topics.end('bet.events', partition);
      if (!isIdle || state.decidedAtMs !== folded.decidedAtMs) continue;
      const [mine, theirs] = [dump(state), dump(folded)];
      if (mine === theirs) continue;
      const at = Array.from(mine).findIndex((letter, index) => letter !== theirs[index]);
      const around = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
      world.violated(
        'I19',
        `b${partition} of ${process.name}: ${around(mine)} | ${around(theirs)}`,
      );
    }
}

/**
 * Without what a batch is given on its way, which stands in the log; what is empty may be left out. A quote of a leg
 * that was decided otherwise since is refused, whether a state knows what the leg was worth or not: that it was decided
 * is compared.
 */
const dump = (state: Parameters<typeof stateDump>[0]) =>
  JSON.stringify({ ...stateDump(state), nextOffset: 0 }, (name, value: unknown) =>
    name === 'standings' && Array.isArray(value)
      ? value.map((standing) => standing === null)
      : plain(value),
  );

function plain(value: unknown): unknown {
  if (value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (value instanceof Map || value instanceof Set) return [...value];
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}
