import { Redis } from 'ioredis';
import type { FaultSystem } from './fault-system.mts';

/** What a bettor's wallet is answered: the status, and the text of a 200. */
export async function walletOf(system: FaultSystem, token = '') {
  const answer = await system.app('api').ask('/v1/wallet', {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer?.text();
  return { status: answer?.status ?? 0, text: answer?.ok === true ? text : undefined };
}

/** One command straight to the server, past every proxy. */
export async function redisCommand(
  { addresses }: FaultSystem,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const redis = new Redis(addresses.REDIS_URL, { maxRetriesPerRequest: 1 });
  try {
    return String(await redis.call(command, ...args));
  } finally {
    redis.disconnect();
  }
}
