import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { accountId, type AccountId } from '@stakelog/contracts';
import { CallerOf, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { Positioned } from '../reading/positioned';
import { READ_MODELS, type ReadModels } from '../reading/read-models';
import { accountDeskRoutes } from './account-desk.routes';

const { account: ownAccount, accountOf } = accountDeskRoutes;

/** What an account may do and what it was given, to its owner and to operators. */
@Controller()
export class AccountController {
  constructor(
    @Inject(Positioned) private readonly positioned: Positioned,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Serves(ownAccount)
  own(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.read(caller.accountId, caller, request, reply);
  }

  @Serves(accountOf)
  other(
    @CallerOf() caller: Caller,
    @Param({ schema: accountOf.params }) of: z.output<typeof accountOf.params>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.read(accountId(of.accountId), caller, request, reply);
  }

  private async read(
    account: AccountId,
    caller: Caller,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    await this.limits.reads.take(caller.accountId, reply);
    return this.positioned.one(request, reply, () => this.models.account(account));
  }
}
