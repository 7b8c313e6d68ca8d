import { Controller, Inject, Param, Query, Res } from '@nestjs/common';
import { CallerOf, commandIdOf, type Caller } from '@stakelog/runtime';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Answers } from '../commands/answers';
import { answerCommand, type StatusOf } from '../http/answer-headers';
import { RequestLimits } from '../http/request-limits';
import { Serves } from '../http/route';
import { betsRoutes } from './bets.routes';

const { ticket, request, requestByKey } = betsRoutes;

/** The status URLs: where every 202 ends. */
@Controller()
export class RequestsController {
  constructor(
    @Inject(Answers) private readonly answers: Answers,
    @Inject(RequestLimits) private readonly limits: RequestLimits,
  ) {}

  @Serves(ticket)
  ticket(
    @CallerOf() caller: Caller,
    @Param({ schema: ticket.params }) { ticketId: id }: z.output<typeof ticket.params>,
    @Query({ schema: ticket.query }) { expires }: z.output<typeof ticket.query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(caller, reply, { url: `/v1/tickets/${id}`, name: 'ticketId', id }, expires);
  }

  @Serves(request)
  request(
    @CallerOf() caller: Caller,
    @Param({ schema: request.params }) { commandId: id }: z.output<typeof request.params>,
    @Query({ schema: request.query }) { expires }: z.output<typeof request.query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(
      caller,
      reply,
      { url: `/v1/requests/${id}`, name: 'commandId', id },
      expires,
    );
  }

  @Serves(requestByKey)
  requestByKey(
    @CallerOf() caller: Caller,
    @Query({ schema: requestByKey.query }) query: z.output<typeof requestByKey.query>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const id = commandIdOf(caller.accountId, query.key);
    const of = { url: `/v1/requests/${id}`, name: 'commandId', id } as const;
    return this.answer(caller, reply, of, query.expires);
  }

  private async answer(
    { accountId }: Caller,
    reply: FastifyReply,
    of: Omit<StatusOf, 'expiresAtMs'>,
    expires: number | undefined,
  ): Promise<string> {
    await this.limits.reads.take(accountId, reply);
    const answer = await this.answers.find(accountId, of.id, expires);
    const body = answerCommand(reply, answer, { ...of, expiresAtMs: expires ?? 0 });
    if (answer.status === 'decided') reply.status(200);
    return body;
  }
}
