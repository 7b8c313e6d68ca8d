import { Body, Controller, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { accountId, minorUnits, type BetCommand } from '@stakelog/contracts';
import type { WalletView } from '@stakelog/projections';
import { CallerOf, type Caller } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { askedBy } from '../commands/asked-by';
import { commandHead } from '../commands/command-head';
import { Commands } from '../commands/commands';
import { answerCommand } from '../http/answer-headers';
import { operatorKey } from '../http/idempotency-key';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { fromCursor, toCursor } from '../reading/cursor';
import { Positioned } from '../reading/positioned';
import { READ_MODELS, type ReadModels } from '../reading/read-models';
import { DepositBody, WithdrawalBody, WithdrawalEndBody, walletRoutes } from './wallet.routes';

const { wallet, entries, deposit, withdraw, complete, fail } = walletRoutes;

type WithdrawalEnd = z.output<typeof complete.params>;

@Controller()
export class WalletController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(Positioned) private readonly positioned: Positioned,
    @Inject(READ_MODELS) private readonly models: ReadModels,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Serves(wallet)
  async wallet(
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(caller.accountId, reply);
    const view = await this.positioned.one(request, reply, () =>
      this.models.wallet(caller.accountId),
    );
    return view === undefined ? undefined : shownWallet(view);
  }

  @Serves(entries)
  async entries(
    @CallerOf() caller: Caller,
    @Query({ schema: entries.query }) query: z.output<typeof entries.query>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.reads.take(caller.accountId, reply);
    const page = { cursor: fromCursor(query.cursor, 'number'), limit: query.limit };
    const { items, next } = await this.positioned.read(request, reply, () =>
      this.models.walletEntries(caller.accountId, page),
    );
    return { entries: items, next: toCursor(next) };
  }

  @Serves(deposit)
  async deposit(
    @CallerOf() caller: Caller,
    @Body({ schema: DepositBody }) body: z.output<typeof DepositBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.commands.take(caller.accountId, reply);
    const head = commandHead('Deposit', askedBy(caller, request, body));
    const { amount, paymentRef = head.commandId } = body;
    return this.ask(reply, { type: 'Deposit', ...head, amount: minorUnits(amount), paymentRef });
  }

  @Serves(withdraw)
  async withdraw(
    @CallerOf() caller: Caller,
    @Body({ schema: WithdrawalBody }) body: z.output<typeof WithdrawalBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.limits.commands.take(caller.accountId, reply);
    const head = commandHead('Withdraw', askedBy(caller, request, body));
    const amount = minorUnits(body.amount);
    return this.ask(reply, { type: 'Withdraw', ...head, amount, withdrawalId: head.commandId });
  }

  @Serves(complete)
  complete(
    @CallerOf() caller: Caller,
    @Param({ schema: complete.params }) of: WithdrawalEnd,
    @Body({ schema: WithdrawalEndBody }) body: z.output<typeof WithdrawalEndBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.endWithdrawal('CompleteWithdrawal', caller, of, body.amount, request, reply);
  }

  @Serves(fail)
  fail(
    @CallerOf() caller: Caller,
    @Param({ schema: fail.params }) of: WithdrawalEnd,
    @Body({ schema: WithdrawalEndBody }) body: z.output<typeof WithdrawalEndBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.endWithdrawal('FailWithdrawal', caller, of, body.amount, request, reply);
  }

  private endWithdrawal(
    type: 'CompleteWithdrawal' | 'FailWithdrawal',
    { subject }: Caller,
    { accountId: account, withdrawalId }: WithdrawalEnd,
    amount: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const asked = {
      ...askedBy({ accountId: accountId(account), subject }, request, {}, operatorKey(request)),
      actor: { kind: 'OPERATOR', id: subject } as const,
      body: { withdrawalId, amount },
    };
    const head = commandHead(type, asked);
    return this.ask(reply, { type, ...head, amount: minorUnits(amount), withdrawalId });
  }

  private async ask(reply: FastifyReply, command: BetCommand): Promise<string> {
    const { commandId: id, expiresAtMs } = command;
    const answer = await this.commands.ask(command);
    const url = `/v1/requests/${id}`;
    return answerCommand(reply, answer, { url, name: 'commandId', id, expiresAtMs });
  }
}

/** Without what only the read model needs. */
function shownWallet(view: WalletView) {
  const { eventOffset: _, ...shown } = view;
  return shown;
}
