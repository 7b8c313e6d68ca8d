import {
  accountId,
  partitionOf,
  topics,
  type AccountId,
  type BetCommand,
  type OddsEvent,
} from '@stakelog/contracts';
import { home, SyntheticLog } from './synthetic-log';

const { partitions } = topics['bet.events'];

/** Another name for an account, in the partition that the recording is about. */
function athome(account: AccountId): AccountId {
  for (let number = 0; ; number++) {
    const id = accountId(`${account}-${number}`);
    if (partitionOf(id, partitions) === home) return id;
  }
}

/** What arrives, and when it is decided. */
type Step = {
  readonly decidedAtMs: number;
  readonly facts: readonly {
    readonly partition: number;
    readonly key: string;
    readonly fact: OddsEvent;
  }[];
  readonly commands: readonly BetCommand[];
};

/** A history as the log of one partition, all of its accounts in it. `after` is called behind every batch. */
export function historyLog(
  steps: readonly Step[],
  after: (log: SyntheticLog) => void = () => undefined,
): SyntheticLog {
  const log = new SyntheticLog();
  const names = new Map<AccountId, AccountId>();
  const moved = (command: BetCommand): BetCommand => {
    const id = names.get(command.accountId) ?? athome(command.accountId);
    names.set(command.accountId, id);
    return { ...command, accountId: id };
  };
  log.nowMs = steps[0]?.decidedAtMs ?? 0;
  log.openEpoch();
  for (const partition of log.table.vector.keys())
    log.fact({ type: 'ProducerSessionOpened' }, partition, 'producer:p');
  for (const { decidedAtMs, facts, commands } of steps) {
    log.nowMs = decidedAtMs;
    for (const { fact, partition, key } of facts) log.fact(fact, partition, key);
    for (const command of commands) log.command(moved(command));
    log.decide(0);
    after(log);
  }
  return log;
}
