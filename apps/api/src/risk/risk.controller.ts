import { Body, Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { summedExposure } from '@stakelog/projections';
import { CallerOf, Problem, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CommandDoor } from '../commands/command-door';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { Positioned } from '../reading/positioned';
import { READ_MODELS, type ReadModels } from '../reading/read-models';
import { OverrideBody, riskRoutes } from './risk.routes';

const { exposure, override } = riskRoutes;

/** What traders see and do of bets. */
@Controller()
export class RiskController {
  constructor(
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(Positioned) private readonly positioned: Positioned,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Serves(exposure)
  async exposure(
    @CallerOf() caller: Caller,
    @Param({ schema: exposure.params }) { marketId }: z.output<typeof exposure.params>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(caller.accountId, reply);
    const { value: market } = await this.models.market(marketId);
    const numberOfWinners = market?.numberOfWinners ?? 1;
    const { views, asOf } = await this.positioned.read(request, reply, async () => {
      const read = await this.models.exposures(marketId);
      return { value: { views: read.value, asOf: read.asOf }, asOf: read.asOf };
    });
    return { marketId, numberOfWinners, exposures: summedExposure(views, numberOfWinners), asOf };
  }

  @Serves(override)
  async override(
    @CallerOf() caller: Caller,
    @Param({ schema: override.params }) { betId }: z.output<typeof override.params>,
    @Body({ schema: OverrideBody }) body: z.output<typeof OverrideBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const type = 'OverrideLeg';
    const { leg, result, reason } = body;
    const account = body.accountId ?? (await this.ownerOf(betId));
    return this.door.onAccount({ caller, request, reply }, account, {
      type,
      command: (head) => ({ type, ...head, betId, leg, result, reason }),
    });
  }

  private async ownerOf(betId: string): Promise<string> {
    const { value } = await this.models.anyBet(betId);
    if (value === undefined) throw new Problem('not-found', 'no bet of this id is known here');
    return value.accountId;
  }
}
