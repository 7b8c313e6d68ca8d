import { Body, Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { AccountId } from '@stakelog/contracts';
import { betHistory, explainedBet, shownBet, type BetView } from '@stakelog/projections';
import { CallerOf, Problem, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { askedBy } from '../commands/asked-by';
import { CommandDoor } from '../commands/command-door';
import { commandHead } from '../commands/command-head';
import { Commands } from '../commands/commands';
import { answerCommand } from '../http/answer-headers';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { fromCursor, toCursor } from '../reading/cursor';
import { Positioned } from '../reading/positioned';
import { READ_MODELS, type Read, type ReadModels } from '../reading/read-models';
import { betsRoutes } from './bets.routes';
import { shownBetNow, versionOf, withWaiting } from './open-bet';
import { RECEIPTS, type Receipts } from './receipts';
import { placeBets, quoteBets, QuoteBody, TicketBody } from './ticket-body';

const { list, bet, place, quote, history, explain, receipt } = betsRoutes;

type OneBet = z.output<typeof bet.params>;

@Controller()
export class BetsController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(CommandDoor) private readonly door: CommandDoor,
    @Inject(Positioned) private readonly positioned: Positioned,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
    @Inject(RECEIPTS) private readonly receipts: Receipts,
  ) {}

  @Serves(place)
  async place(
    @CallerOf() caller: Caller,
    @Body({ schema: TicketBody }) body: TicketBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.commands.take(caller.accountId, reply);
    const command = placeBets(commandHead('PlaceBets', askedBy(caller, request, body)), body);
    const { ticketId: id, expiresAtMs } = command;
    const answer = await this.commands.ask(command);
    return answerCommand(reply, answer, {
      url: `/v1/tickets/${id}`,
      name: 'ticketId',
      id,
      expiresAtMs,
    });
  }

  @Serves(quote)
  quote(
    @CallerOf() caller: Caller,
    @Body({ schema: QuoteBody }) body: QuoteBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { requestedAtMs } = body;
    return this.door.own(
      { caller, request, reply },
      { type: 'QuoteBets', requestedAtMs, command: (head) => quoteBets(head, body) },
    );
  }

  @Serves(list)
  async list(
    @CallerOf() { accountId }: Caller,
    @Query({ schema: list.query }) query: z.output<typeof list.query>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(accountId, reply);
    const { status = 'ALL', from, limit } = query;
    const page = { cursor: fromCursor(query.cursor, 'number'), limit, fromMs: from };
    const { items, next } = await this.positioned.read(request, reply, () =>
      this.models.bets(accountId, status, page),
    );
    return { bets: items.map(shownBet), next: toCursor(next) };
  }

  @Serves(bet)
  async bet(
    @CallerOf() { accountId }: Caller,
    @Param({ schema: bet.params }) { betId }: OneBet,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(accountId, reply);
    const readNow = async () => {
      const { value, asOf } = await this.own(accountId, betId);
      return { value: value && (await withWaiting(this.models, value)), asOf };
    };
    const view = await this.positioned.one(request, reply, readNow, versionOf);
    return view && shownBetNow(view);
  }

  @Serves(history)
  async history(
    @CallerOf() caller: Caller,
    @Param({ schema: history.params }) { betId }: OneBet,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const view = await this.about(caller, betId, request, reply);
    return view && betHistory(view);
  }

  @Serves(explain)
  async explain(
    @CallerOf() caller: Caller,
    @Param({ schema: explain.params }) { betId }: OneBet,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const view = await this.about(caller, betId, request, reply);
    return view && explainedBet(view);
  }

  /** Never 304: the same bet's receipt is unsealed first and sealed later. */
  @Serves(receipt)
  async receipt(
    @CallerOf() caller: Caller,
    @Param({ schema: receipt.params }) { betId }: OneBet,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(caller.accountId, reply);
    const view = await this.positioned.read(request, reply, () => this.visible(caller, betId));
    if (view === undefined) throw new Problem('not-found');
    return this.receipts.of(view);
  }

  private async about(
    caller: Caller,
    betId: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<BetView | undefined> {
    await this.limits.reads.take(caller.accountId, reply);
    return this.positioned.one(request, reply, () => this.visible(caller, betId));
  }

  private visible(
    { accountId, scopes }: Caller,
    betId: string,
  ): Promise<Read<BetView | undefined>> {
    return scopes.has('auditor') ? this.models.anyBet(betId) : this.own(accountId, betId);
  }

  /** Somebody else's bet does not exist. */
  private async own(account: AccountId, betId: string): Promise<Read<BetView | undefined>> {
    const { value, asOf } = await this.models.bet(account, betId);
    return { value: value?.accountId === account ? value : undefined, asOf };
  }
}
