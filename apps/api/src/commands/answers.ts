import {
  limits,
  parsePositionToken,
  partitionOf,
  positionToken,
  topics,
  type AccountId,
} from '@stakelog/contracts';
import { LogError } from '@stakelog/kafka';
import { Problem } from '@stakelog/runtime';
import type { ReadModels } from '../reading/read-models';
import type { CommandLog } from './command-log';
import type { CommandReply } from './commands';
import type { DecisionTail } from './decision-tail';

/** What became of a command that was sent before: every 202 ends here. */
export class Answers {
  constructor(
    private readonly tail: DecisionTail,
    private readonly models: Pick<ReadModels, 'answer' | 'reaches'>,
    private readonly log: Pick<CommandLog, 'endOffset'>,
  ) {}

  /**
   * The final answer, or that it is held or pending. Throws `request-not-received` only when the
   * partition's decided time has passed `expiresAtMs`, every command in its log has been decided, and
   * the read model has got as far without an answer. Without `expiresAtMs` the unknown is `not-found`.
   */
  async find(
    account: AccountId,
    commandId: string,
    expiresAtMs: number | undefined,
  ): Promise<CommandReply> {
    const known = this.tail.known(commandId);
    if (known !== undefined) return own(account, known);
    const partition = partitionOf(account, topics['bet.events'].partitions);
    const over = expiresAtMs === undefined || (await this.isOver(partition, expiresAtMs));
    if (!over) return this.orPending(account, commandId);
    const stored = await this.stored(account, commandId, partition);
    if (stored !== undefined) return stored;
    if (expiresAtMs === undefined)
      throw new Problem('not-found', 'nothing is known of it; ask with the expires of its 202');
    throw new Problem('request-not-received', 'it was not executed; repeat it under the same key');
  }

  /** No command that could be this one can still be decided. */
  private async isOver(partition: number, expiresAtMs: number): Promise<boolean> {
    const decidedAtMs = this.tail.progress(partition)?.decidedAtMs ?? 0;
    if (decidedAtMs <= expiresAtMs) return false;
    const end = await this.log.endOffset(partition).catch(unreachable);
    if (end === undefined) return false;
    return this.tail.reach(partition, (at) => at.commandsNext >= end, limits.readWaitMs);
  }

  private async orPending(account: AccountId, commandId: string): Promise<CommandReply> {
    // The model may be away; while the request may still be decided, pending is true in any case.
    const stored = await this.models.answer(account, commandId).catch(() => undefined);
    if (stored?.value === undefined) return { status: 'pending' };
    return own(account, stored.value);
  }

  private async stored(
    account: AccountId,
    commandId: string,
    partition: number,
  ): Promise<CommandReply | undefined> {
    const nextOffset = this.tail.progress(partition)?.nextOffset ?? 0;
    const position = { topic: 'bet.events', partition, offset: nextOffset - 1 } as const;
    const reached = nextOffset === 0 || (await this.models.reaches(position, limits.readWaitMs));
    if (!reached)
      throw new Problem('read-model-behind', `waiting for ${positionToken(position)}`, {
        retryAfterSeconds: 1,
      });
    const known = this.tail.known(commandId);
    const { value } =
      known === undefined ? await this.models.answer(account, commandId) : { value: known };
    return value === undefined ? undefined : own(account, value);
  }
}

type Known = {
  readonly accountId: AccountId;
  readonly state: 'final' | 'held' | 'conflict';
  readonly body: string;
  readonly asOf: string;
};

/** Somebody else's request does not exist. */
function own(account: AccountId, { accountId, state, body, asOf }: Known): CommandReply {
  if (accountId !== account || parsePositionToken(asOf) === undefined)
    throw new Problem('not-found');
  return { status: state === 'held' ? 'held' : 'decided', body, position: asOf };
}

/** While the log cannot be asked, nothing is known to be over. */
function unreachable(error: unknown): undefined {
  if (error instanceof LogError && error.code === 'unreachable') return undefined;
  throw error;
}
