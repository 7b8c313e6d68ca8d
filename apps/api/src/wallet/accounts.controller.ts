import { Body, Controller, Inject, Req, Res } from '@nestjs/common';
import type { WalletView } from '@stakelog/projections';
import { CallerOf, Problem, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { askedBy } from '../commands/asked-by';
import { commandHead } from '../commands/command-head';
import { Commands, type CommandReply } from '../commands/commands';
import { answerCommand } from '../http/answer-headers';
import { ownKey } from '../http/idempotency-key';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { READ_MODELS, type ReadModels } from '../reading/read-models';
import { AccountBody, walletRoutes } from './wallet.routes';

@Controller()
export class AccountsController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  /** There is one account per subject and one key for opening it, so a repeat answers with the same. */
  @Serves(walletRoutes.open)
  async open(
    @CallerOf() caller: Caller,
    @Body({ schema: AccountBody }) body: z.output<typeof AccountBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.commands.take(caller.accountId, reply);
    const head = commandHead('OpenAccount', askedBy(caller, request, {}, ownKey('open-account')));
    const { commandId: id, expiresAtMs } = head;
    const answer =
      (await this.asked({ type: 'OpenAccount', ...head, ...body })) ??
      (await this.existing(caller, id));
    const url = `/v1/requests/${id}`;
    return answerCommand(reply, answer, { url, name: 'commandId', id, expiresAtMs });
  }

  /** Undefined where the account was opened before, with another body or longer ago than keys live. */
  private async asked(command: Parameters<Commands['ask']>[0]): Promise<CommandReply | undefined> {
    try {
      const answer = await this.commands.ask(command);
      const exists = answer.status === 'decided' && answer.body.includes('"ACCOUNT_EXISTS"');
      return exists ? undefined : answer;
    } catch (error) {
      if (error instanceof Problem && error.code === 'idempotency-key-reused') return undefined;
      throw error;
    }
  }

  private async existing({ accountId }: Caller, commandId: string): Promise<CommandReply> {
    const { value } = await this.models.wallet(accountId);
    if (value === undefined)
      throw new Problem('read-model-behind', 'the account is not in the read model yet', {
        retryAfterSeconds: 1,
      });
    return { status: 'decided', body: opened(value, commandId), position: value.asOf };
  }
}

/** The answer that opened the account, from what stands of it. */
function opened({ openedAtMs, accountId, currency, jurisdiction }: WalletView, commandId: string) {
  return JSON.stringify({
    commandId,
    status: 'ACCEPTED',
    decidedAtMs: openedAtMs,
    event: 'AccountOpened',
    accountId,
    currency,
    jurisdiction,
  });
}
