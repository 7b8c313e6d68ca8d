import { Body, Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { minorUnits, utcMs } from '@stakelog/contracts';
import { shownLimits } from '@stakelog/projections';
import { CallerOf, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CommandDoor } from '../commands/command-door';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { Positioned } from '../reading/positioned';
import { READ_MODELS, type ReadModels } from '../reading/read-models';
import { ExclusionBody, gamblingRoutes, LimitBody } from './gambling.routes';

const { limits, setLimit, confirmLimit, exclude, startSession, endSession } = gamblingRoutes;

type Kind = z.output<typeof setLimit.params>;
type Limit = z.output<typeof LimitBody>;

/** What protects the bettor. All of it is decided in the account's partition (domain.md §9). */
@Controller()
export class GamblingController {
  constructor(
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(Positioned) private readonly positioned: Positioned,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(RequestLimits) private readonly requests: RequestLimits,
  ) {}

  @Serves(limits)
  async limits(
    @CallerOf() { accountId }: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.requests.reads.take(accountId, reply);
    const view = await this.positioned.one(request, reply, () => this.models.account(accountId));
    return view && shownLimits(view);
  }

  @Serves(setLimit)
  setLimit(
    @CallerOf() caller: Caller,
    @Param({ schema: setLimit.params }) { kind }: Kind,
    @Body({ schema: LimitBody }) body: Limit,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.changeLimit('SetGamblingLimit', kind, body, { caller, request, reply });
  }

  @Serves(confirmLimit)
  confirmLimit(
    @CallerOf() caller: Caller,
    @Param({ schema: confirmLimit.params }) { kind }: Kind,
    @Body({ schema: LimitBody }) body: Limit,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.changeLimit('ConfirmLimitIncrease', kind, body, { caller, request, reply });
  }

  @Serves(exclude)
  exclude(
    @CallerOf() caller: Caller,
    @Body({ schema: ExclusionBody }) body: z.output<typeof ExclusionBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { kind, requestedAtMs } = body;
    const untilMs = body.untilMs === null ? null : utcMs(body.untilMs);
    return this.door.own(
      { caller, request, reply },
      {
        type: 'Exclude',
        requestedAtMs,
        command: (head) => ({ type: 'Exclude', ...head, kind, untilMs, reason: null }),
      },
    );
  }

  @Serves(startSession)
  startSession(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.door.own(
      { caller, request, reply },
      {
        type: 'StartSession',
        command: (head) => ({ type: 'StartSession', ...head, sessionId: head.commandId }),
      },
    );
  }

  @Serves(endSession)
  endSession(
    @CallerOf() caller: Caller,
    @Param({ schema: endSession.params }) { sessionId }: z.output<typeof endSession.params>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.door.own(
      { caller, request, reply },
      { type: 'EndSession', command: (head) => ({ type: 'EndSession', ...head, sessionId }) },
    );
  }

  private changeLimit(
    type: 'SetGamblingLimit' | 'ConfirmLimitIncrease',
    kind: Kind['kind'],
    body: Limit,
    exchange: Parameters<CommandDoor['own']>[0],
  ): Promise<string> {
    const { period, requestedAtMs } = body;
    const amount = body.amount === null ? null : minorUnits(body.amount);
    const command = { type, kind, period, amount };
    return this.door.own(exchange, {
      type,
      requestedAtMs,
      command: (head) => ({ ...command, ...head }),
    });
  }
}
