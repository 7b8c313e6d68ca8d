import { partitionOf, utcMs, type BetCommand, type OddsEvent } from '@stakelog/contracts';
import { Desk } from './desk';

type Step = {
  readonly decidedAtMs: number;
  readonly facts: readonly {
    readonly partition: number;
    readonly key: string;
    readonly fact: OddsEvent;
  }[];
  readonly commands: readonly BetCommand[];
};

type Playing = {
  readonly partitions?: number;
  readonly oddsPartitions?: number;
  /** How many commands fit a batch. */
  readonly commandsMax?: number;
  /** Called after every batch. */
  readonly after?: (desk: Desk) => void;
};

/** A history decided to its end, one desk for each partition: every step a batch, and more where it was full. */
export function played(steps: readonly Step[], playing: Playing = {}): readonly Desk[] {
  const { partitions = 1, oddsPartitions = 2, commandsMax = Infinity, after } = playing;
  const desks = Array.from(
    { length: partitions },
    (_, partition) => new Desk({ partition, partitions, oddsPartitions }),
  );
  for (const { decidedAtMs, facts, commands } of steps)
    for (const [partition, desk] of desks.entries()) {
      for (const placed of facts) desk.adoptPlaced(placed);
      desk.nowMs = utcMs(decidedAtMs);
      desk.receive(
        commands.filter((each) => partitionOf(each.accountId, partitions) === partition),
      );
      do {
        let taken = 0;
        desk.decideUpTo((newest) => newest.length > 0 && ++taken >= commandsMax);
        after?.(desk);
      } while (desk.waiting > 0);
    }
  return desks;
}

/** Batches without new inputs until no settlement work is left. */
export function workedOff(desk: Desk): Desk {
  do desk.decideUpTo();
  while (desk.state.work.size > 0);
  return desk;
}
