import { utcMs, type UtcMs } from '@stakelog/contracts';
import type { Caller } from '@stakelog/runtime';
import type { FastifyRequest } from 'fastify';
import type { Asked } from './command-head';
import { idempotencyKey } from '../http/idempotency-key';

/** What a bettor asks of their own account, received now. The account comes from the token alone. */
export function askedBy(
  caller: Pick<Caller, 'accountId' | 'subject'>,
  request: FastifyRequest,
  { requestedAtMs }: { readonly requestedAtMs?: number | undefined } = {},
  key: string = idempotencyKey(request),
): Asked & { readonly receivedAtMs: UtcMs } {
  return {
    accountId: caller.accountId,
    actor: { kind: 'BETTOR', id: caller.subject },
    idempotencyKey: key,
    body: request.body ?? null,
    receivedAtMs: utcMs(Date.now()),
    requestedAtMs: requestedAtMs === undefined ? undefined : utcMs(requestedAtMs),
  };
}
