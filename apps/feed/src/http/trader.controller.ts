import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { marketId, positionToken, type MarketId } from '@stakelog/contracts';
import { InternalGuard, Problem, Public } from '@stakelog/runtime';
import { z } from 'zod';
import { OutcomeResult } from '../native/native-fact';
import { text, time } from '../native/native-values';
import { TraderDesk, type Act } from '../session/trader-desk';
import { ReadyGuard } from './ready.guard';
import { inTime } from './in-time';

const order = { actor: text, reason: text };
const OrderBody = z.strictObject(order);
const ResultBody = z.strictObject({
  ...order,
  outcomes: z.array(OutcomeResult).min(1).max(1_000),
  score: z
    .strictObject({ home: z.int().min(0), away: z.int().min(0) })
    .nullable()
    .default(null),
});
const WindowBody = z
  .strictObject({
    ...order,
    fromMs: time.nullable().default(null),
    toMs: time.nullable().default(null),
  })
  .refine(({ fromMs, toMs }) => fromMs === null || toMs === null || fromMs < toMs, {
    message: 'a window begins before it ends',
  });
const Market = z.strictObject({ marketId: text.transform(marketId) });

type Order = z.output<typeof OrderBody>;
type MarketParam = z.output<typeof Market>;

/** The traders' actions as api hands them on: it has checked who asks, this process puts them in order. */
@Public()
@UseGuards(InternalGuard, ReadyGuard)
@Controller('internal/markets/:marketId')
export class TraderController {
  constructor(@Inject(TraderDesk) private readonly desk: TraderDesk) {}

  @Post('suspend')
  @HttpCode(201)
  suspend(
    @Param({ schema: Market }) market: MarketParam,
    @Body({ schema: OrderBody }) body: Order,
  ) {
    return answer(market.marketId, this.desk.override(market.marketId, 'SUSPENDED', body));
  }

  @Post('resume')
  @HttpCode(201)
  resume(@Param({ schema: Market }) market: MarketParam, @Body({ schema: OrderBody }) body: Order) {
    return answer(market.marketId, this.desk.override(market.marketId, 'NONE', body));
  }

  @Post('result')
  @HttpCode(201)
  result(
    @Param({ schema: Market }) market: MarketParam,
    @Body({ schema: ResultBody }) body: z.output<typeof ResultBody>,
  ) {
    return answer(market.marketId, this.desk.result(market.marketId, pick(body), body));
  }

  @Post('rollback')
  @HttpCode(201)
  rollback(
    @Param({ schema: Market }) market: MarketParam,
    @Body({ schema: OrderBody }) body: Order,
  ) {
    return answer(market.marketId, this.desk.rollback(market.marketId, body));
  }

  /** Bets accepted in the window are void; a bound left out is infinite. */
  @Post('void-window')
  @HttpCode(201)
  voidWindow(
    @Param({ schema: Market }) market: MarketParam,
    @Body({ schema: WindowBody }) { actor, reason, ...window }: z.output<typeof WindowBody>,
  ) {
    const act = this.desk.voidWindow(market.marketId, window, { actor, reason });
    return answer(market.marketId, act);
  }
}

const pick = ({ outcomes, score }: z.output<typeof ResultBody>) => ({ outcomes, score });

async function answer(of: MarketId, acting: Promise<Act>): Promise<{ position: string }> {
  const act = await inTime(acting);
  if (act.status === 'written') return { position: positionToken(act.position) };
  if (act.why === 'market-unknown') throw new Problem('not-found', `there is no market ${of}`);
  const detail =
    act.why === 'no-result' ? 'the market has no result' : 'an outcome is not of this market';
  throw new Problem('invalid-request', detail);
}
