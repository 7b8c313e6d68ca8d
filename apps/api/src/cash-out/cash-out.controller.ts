import { Body, Controller, Inject, Param, Req, Res } from '@nestjs/common';
import { CallerOf, Problem, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CommandDoor } from '../commands/command-door';
import { DecisionTail } from '../commands/decision-tail';
import { Serves } from '../http/route';
import { CashOutBody, CashOutQuoteBody, cashOutRoutes } from './cash-out.routes';

const { quote, take } = cashOutRoutes;

type Bet = z.output<typeof quote.params>;

const Quoted = z.object({ betId: z.string() });

@Controller()
export class CashOutController {
  constructor(
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(DecisionTail) private readonly tail: DecisionTail,
  ) {}

  @Serves(quote)
  quote(
    @CallerOf() caller: Caller,
    @Param({ schema: quote.params }) { betId }: Bet,
    @Body({ schema: CashOutQuoteBody }) body: z.output<typeof CashOutQuoteBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { toShareBps, requestedAtMs } = body;
    return this.door.own(
      { caller, request, reply },
      {
        type: 'QuoteCashOut',
        requestedAtMs,
        command: (head) => ({ type: 'QuoteCashOut', ...head, betId, toShareBps }),
      },
    );
  }

  @Serves(take)
  take(
    @CallerOf() caller: Caller,
    @Param({ schema: take.params }) { betId }: Bet,
    @Body({ schema: CashOutBody }) body: z.output<typeof CashOutBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { quoteId, requestedAtMs } = body;
    this.checkBet(betId, quoteId);
    return this.door.own(
      { caller, request, reply },
      {
        type: 'CashOut',
        requestedAtMs,
        command: (head) => ({ type: 'CashOut', ...head, quoteId }),
      },
    );
  }

  /** A quote lives for seconds, so its answer is nearly always known here. Throws where it was for another bet. */
  private checkBet(betId: string, quoteId: string): void {
    const known = this.tail.known(quoteId);
    const quoted = known && Quoted.safeParse(JSON.parse(known.body));
    if (quoted?.success === true && quoted.data.betId !== betId)
      throw new Problem('invalid-request', 'the quote is for another bet', {
        errors: [{ path: 'quoteId', code: 'OTHER_BET' }],
      });
  }
}
