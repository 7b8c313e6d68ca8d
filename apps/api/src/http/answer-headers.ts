import type { FastifyReply } from 'fastify';
import type { CommandReply } from '../commands/commands';

/** Where a command's answer can be asked for, before and after it is known. */
export type StatusOf = {
  readonly url: string;
  readonly name: 'ticketId' | 'commandId';
  readonly id: string;
  readonly expiresAtMs: number;
};

/** A client that polls waits this long, in seconds. */
const POLL_SECONDS = '1';

/** 201 with the recorded decision, or 202 with its status URL. The bytes come from events alone. */
export function answerCommand(reply: FastifyReply, answer: CommandReply, status: StatusOf): string {
  reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store');
  if (answer.status === 'decided') {
    reply.status(201).header('location', status.url).header('stakelog-position', answer.position);
    return answer.body;
  }
  reply.status(202).header('retry-after', POLL_SECONDS);
  if (answer.status === 'held') {
    reply.header('location', status.url).header('stakelog-position', answer.position);
    return answer.body;
  }
  const statusUrl = `${status.url}?expires=${status.expiresAtMs}`;
  reply.header('location', statusUrl);
  const { name, id, expiresAtMs } = status;
  return JSON.stringify({ [name]: id, status: 'PENDING', statusUrl, expiresAtMs });
}
