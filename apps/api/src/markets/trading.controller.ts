import { Body, Controller, Inject, Param, Res } from '@nestjs/common';
import { CallerOf, type Caller } from '@stakelog/runtime';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Serves } from '../http/route';
import {
  FEED_DOOR,
  refusalOf,
  type FeedAnswer,
  type FeedDoor,
  type TraderAction,
} from './feed-door';
import {
  LimitPolicyBody,
  MarketReasonBody,
  MarketResultBody,
  marketsRoutes,
  VoidWindowBody,
} from './markets.routes';

const { suspend, resume, result, rollback, voidWindow, changeLimits } = marketsRoutes;

type Market = z.output<typeof suspend.params>;
type Reason = z.output<typeof MarketReasonBody>;

/** What traders do to markets: checked here, put into order by the feed. */
@Controller()
export class TradingController {
  constructor(@Inject(FEED_DOOR) private readonly feed: FeedDoor) {}

  @Serves(suspend)
  suspend(
    @CallerOf() caller: Caller,
    @Param({ schema: suspend.params }) market: Market,
    @Body({ schema: MarketReasonBody }) body: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.act('suspend', caller, market, body, reply);
  }

  @Serves(resume)
  resume(
    @CallerOf() caller: Caller,
    @Param({ schema: resume.params }) market: Market,
    @Body({ schema: MarketReasonBody }) body: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.act('resume', caller, market, body, reply);
  }

  @Serves(result)
  result(
    @CallerOf() caller: Caller,
    @Param({ schema: result.params }) market: Market,
    @Body({ schema: MarketResultBody }) body: z.output<typeof MarketResultBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.act('result', caller, market, body, reply);
  }

  @Serves(rollback)
  rollback(
    @CallerOf() caller: Caller,
    @Param({ schema: rollback.params }) market: Market,
    @Body({ schema: MarketReasonBody }) body: Reason,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.act('rollback', caller, market, body, reply);
  }

  @Serves(voidWindow)
  voidWindow(
    @CallerOf() caller: Caller,
    @Param({ schema: voidWindow.params }) market: Market,
    @Body({ schema: VoidWindowBody }) body: z.output<typeof VoidWindowBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.act('void-window', caller, market, body, reply);
  }

  @Serves(changeLimits)
  async changeLimits(
    @CallerOf() { subject }: Caller,
    @Body({ schema: LimitPolicyBody }) policy: z.output<typeof LimitPolicyBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return handOn(await this.feed.changeLimits(policy, subject), reply);
  }

  private async act(
    action: TraderAction,
    { subject }: Caller,
    { marketId }: Market,
    order: object,
    reply: FastifyReply,
  ): Promise<string> {
    return handOn(await this.feed.act(marketId, action, { ...order, actor: subject }), reply);
  }
}

/** The feed's answer as it is, where it took the action. */
function handOn(answer: FeedAnswer, reply: FastifyReply): string {
  if (answer.status >= 400) throw refusalOf(answer, (path) => path.replace(/^policy\./, ''));
  reply.status(answer.status).header('content-type', answer.contentType);
  return answer.body;
}
