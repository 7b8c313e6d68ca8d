import { accountId, type BetCommand } from '@stakelog/contracts';
import type { Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Inject, Injectable } from '@nestjs/common';
import { answerCommand } from '../http/answer-headers';
import { operatorKey } from '../http/idempotency-key';
import { RequestLimits } from '../http/request-limits';
import { askedBy } from './asked-by';
import { commandHead, type Head } from './command-head';
import { Commands } from './commands';

/** One request, who sent it, and the reply to it. */
export type Exchange = {
  readonly caller: Caller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** The command with its head; `type` is part of what tells a repeat from another request. */
export type Asking = {
  readonly type: BetCommand['type'];
  readonly requestedAtMs?: number | undefined;
  readonly command: (head: Head) => BetCommand;
};

/** Where a request becomes a command: checks its rate, sends it, and answers with its decision or status URL. */
@Injectable()
export class CommandDoor {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  /** What a bettor asks of their own account. */
  async own({ caller, request, reply }: Exchange, asking: Asking): Promise<string> {
    await this.limits.commands.take(caller.accountId, reply);
    const asked = { ...askedBy(caller, request, asking), body: said(request) };
    const command = asking.command(commandHead(asking.type, asked));
    return this.ask(reply, command, `/v1/requests/${command.commandId}`);
  }

  /** What an operator or a trader asks of somebody's account, under a key of their own. */
  async onAccount(
    { caller, request, reply }: Exchange,
    account: string,
    asking: Asking,
  ): Promise<string> {
    await this.limits.commands.take(caller.accountId, reply);
    const owner = { accountId: accountId(account), subject: caller.subject };
    const asked = {
      ...askedBy(owner, request, asking, operatorKey(request)),
      actor: { kind: 'OPERATOR', id: caller.subject } as const,
      body: said(request),
    };
    const command = asking.command(commandHead(asking.type, asked));
    const url = `/v1/accounts/${account}/requests/${command.commandId}`;
    return this.ask(reply, command, url);
  }

  private async ask(reply: FastifyReply, command: BetCommand, url: string): Promise<string> {
    const { commandId: id, expiresAtMs } = command;
    const answer = await this.commands.ask(command);
    return answerCommand(reply, answer, { url, name: 'commandId', id, expiresAtMs });
  }
}

/** What the request says, its path included: the same body about another thing is another request. */
const said = ({ params, body }: FastifyRequest): object => ({
  ...(typeof params === 'object' ? params : {}),
  ...(typeof body === 'object' ? body : {}),
});
