import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { positionToken } from '@stakelog/contracts';
import { InternalGuard, Public } from '@stakelog/runtime';
import { z } from 'zod';
import { LimitPolicy } from '../native/limit-policy';
import { text } from '../native/native-values';
import { TraderDesk } from '../session/trader-desk';
import { inTime } from './in-time';
import { ReadyGuard } from './ready.guard';

const PolicyBody = z.strictObject({ actor: text, policy: LimitPolicy });

/** The trading limits as api hands them on. */
@Public()
@UseGuards(InternalGuard, ReadyGuard)
@Controller('internal/limit-policy')
export class LimitPolicyController {
  constructor(@Inject(TraderDesk) private readonly desk: TraderDesk) {}

  @Post()
  @HttpCode(201)
  async change(@Body({ schema: PolicyBody }) { actor, policy }: z.output<typeof PolicyBody>) {
    return { position: positionToken(await inTime(this.desk.changeLimits(policy, actor))) };
  }
}
