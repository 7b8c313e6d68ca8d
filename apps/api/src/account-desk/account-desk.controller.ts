import { Body, Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { accountId, minorDelta, minorUnits, utcMs } from '@stakelog/contracts';
import { CallerOf, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Answers } from '../commands/answers';
import { CommandDoor } from '../commands/command-door';
import type { Head } from '../commands/command-head';
import { answerCommand } from '../http/answer-headers';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import {
  accountDeskRoutes,
  AdjustmentBody,
  BonusBody,
  FactorBody,
  FreeBetBody,
  OperatorExclusionBody,
  StatusBody,
} from './account-desk.routes';

const {
  request: requestRoute,
  factor,
  status,
  exclude,
  freeBet,
  bonus,
  adjust,
} = accountDeskRoutes;

type Account = z.output<typeof factor.params>;

/** What operators and traders do to an account. Each act is an event with its actor and reason. */
@Controller()
export class AccountDeskController {
  constructor(
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(Answers) private readonly answers: Answers,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Serves(requestRoute)
  async request(
    @CallerOf() caller: Caller,
    @Param({ schema: requestRoute.params }) of: z.output<typeof requestRoute.params>,
    @Query({ schema: requestRoute.query }) { expires }: z.output<typeof requestRoute.query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(caller.accountId, reply);
    const { accountId: account, commandId: id } = of;
    const answer = await this.answers.find(accountId(account), id, expires);
    const url = `/v1/accounts/${account}/requests/${id}`;
    const state = { url, name: 'commandId', id, expiresAtMs: expires ?? 0 } as const;
    const body = answerCommand(reply, answer, state);
    if (answer.status === 'decided') reply.status(200);
    return body;
  }

  @Serves(factor)
  factor(
    @CallerOf() caller: Caller,
    @Param({ schema: factor.params }) { accountId: account }: Account,
    @Body({ schema: FactorBody }) body: z.output<typeof FactorBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'SetBettorFactor';
    const command = (head: Head) => ({ type, ...head, ...body }) as const;
    return this.door.onAccount({ caller, request, reply }, account, { type, command });
  }

  @Serves(status)
  status(
    @CallerOf() caller: Caller,
    @Param({ schema: status.params }) { accountId: account }: Account,
    @Body({ schema: StatusBody }) body: z.output<typeof StatusBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'SetAccountStatus';
    const command = (head: Head) => ({ type, ...head, ...body }) as const;
    return this.door.onAccount({ caller, request, reply }, account, { type, command });
  }

  @Serves(exclude)
  exclude(
    @CallerOf() caller: Caller,
    @Param({ schema: exclude.params }) { accountId: account }: Account,
    @Body({ schema: OperatorExclusionBody }) body: z.output<typeof OperatorExclusionBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'Exclude';
    const { kind, reason } = body;
    const untilMs = body.untilMs === null ? null : utcMs(body.untilMs);
    const command = (head: Head) => ({ type, ...head, kind, untilMs, reason }) as const;
    return this.door.onAccount({ caller, request, reply }, account, { type, command });
  }

  @Serves(freeBet)
  freeBet(
    @CallerOf() caller: Caller,
    @Param({ schema: freeBet.params }) { accountId: account }: Account,
    @Body({ schema: FreeBetBody }) body: z.output<typeof FreeBetBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'GrantFreeBet';
    const { stakeReturned, terms } = body;
    const granted = {
      amount: minorUnits(body.amount),
      tokenExpiresAtMs: utcMs(body.expiresAtMs),
      stakeReturned,
      terms,
    };
    const command = (head: Head) =>
      ({ type, ...head, freeBetId: head.commandId, ...granted }) as const;
    return this.door.onAccount({ caller, request, reply }, account, { type, command });
  }

  @Serves(bonus)
  bonus(
    @CallerOf() caller: Caller,
    @Param({ schema: bonus.params }) { accountId: account }: Account,
    @Body({ schema: BonusBody }) body: z.output<typeof BonusBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'GrantBonus';
    const amount = minorUnits(body.amount);
    const bonusExpiresAtMs = utcMs(body.expiresAtMs);
    const { terms } = body;
    const command = (head: Head) => ({ type, ...head, amount, bonusExpiresAtMs, terms }) as const;
    return this.door.onAccount({ caller, request, reply }, account, { type, command });
  }

  @Serves(adjust)
  adjust(
    @CallerOf() caller: Caller,
    @Param({ schema: adjust.params }) { accountId: account }: Account,
    @Body({ schema: AdjustmentBody }) body: z.output<typeof AdjustmentBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'AdjustBalance';
    const amount = minorDelta(body.amount);
    const { reason } = body;
    const command = (head: Head) => ({ type, ...head, amount, reason }) as const;
    return this.door.onAccount({ caller, request, reply }, account, { type, command });
  }
}
