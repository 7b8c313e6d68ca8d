import type { Bettors } from '../load/bettors';
import type { FactSource } from '../load/fact-source';
import type { World } from '../world/world';
import type { Checker } from './checker';

type Healed = {
  readonly world: World;
  readonly checker: Checker;
  readonly bettors: Bettors;
  readonly source: FactSource;
  readonly partitions: readonly number[];
};

/** What has not come to its end yet, in words: once everything works again, it has to. */
export function stillOpen({ bettors, checker, source, partitions, world }: Healed): string[] {
  const open: string[] = [];
  for (const request of bettors.requests)
    if (bettors.isOpen(request)) open.push(`request ${request.command.commandId} has no answer`);
  if (source.waiting > 0) open.push(`${source.waiting} posts of facts are not taken`);
  for (const partition of partitions) {
    const { state, stands } = checker.partition(partition);
    const name = `b${partition}`;
    if (!stands) open.push(`${name} stands on inputs that are gone`);
    if (state.holds.size + state.cashOutHolds.size > 0) open.push(`${name} holds tickets`);
    if (state.work.size > 0) open.push(`${name} has ${state.work.size} bets to settle`);
    const bets = [...state.bets.values()].filter(
      ({ settlement, cashedBps }) => settlement === undefined && cashedBps < 10_000,
    );
    if (bets.length > 0)
      open.push(`${name} has ${bets.length} open bets: ${bets[0]?.accepted.ticketId}`);
    const end = world.topics.end('bet.commands', partition);
    if (state.commandsNext < end)
      open.push(`${name} has ${end - state.commandsNext} commands to decide`);
    state.oddsNext.forEach((next, odds) => {
      const behind = world.topics.end('odds.events', odds) - next;
      if (behind > 0) open.push(`${name} is ${behind} facts behind o${odds}`);
    });
  }
  return open;
}
