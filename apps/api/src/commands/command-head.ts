import { limits, utcMs, type AccountId, type Actor, type UtcMs } from '@stakelog/contracts';
import { bodyHashOf, commandIdOf } from '@stakelog/runtime';

export type Asked = {
  readonly accountId: AccountId;
  readonly actor: Actor;
  readonly idempotencyKey: string;
  /** As it was sent: its hash tells a repeat from another request. */
  readonly body: unknown;
  readonly receivedAtMs: UtcMs;
  /** The client's, where the body states it. */
  readonly requestedAtMs?: UtcMs | undefined;
};

/** The fields that every command begins with. Times that the client did not state stay out of the hash. */
export function commandHead(type: string, asked: Asked) {
  const { accountId, actor, idempotencyKey, body, receivedAtMs, requestedAtMs } = asked;
  return {
    commandId: commandIdOf(accountId, idempotencyKey),
    accountId,
    idempotencyKey,
    bodyHash: bodyHashOf(type, body),
    actor,
    requestedAtMs: requestedAtMs ?? receivedAtMs,
    expiresAtMs: utcMs(receivedAtMs + limits.commandLifeMs),
  };
}

export type Head = ReturnType<typeof commandHead>;
