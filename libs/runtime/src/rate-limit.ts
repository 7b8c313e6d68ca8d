import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { FastifyReply } from 'fastify';
import { Problem } from './problem';

export type RateLimitRule = {
  /** Stands in the RateLimit headers and in the Redis keys (`rl:<name>:…`). */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
};

/** Counts requests per key: in Redis where it answers, else in this process alone. */
export type RateLimit = {
  /** Writes the RateLimit headers. Throws the problem `rate-limited` when the window is used up. */
  take(key: string, reply: FastifyReply): Promise<void>;
};

/** `redis` is an ioredis client; without it each process counts for itself. */
export function openRateLimit(rule: RateLimitRule, redis?: object): RateLimit {
  const options = {
    points: rule.requests,
    duration: rule.windowSeconds,
    keyPrefix: `rl:${rule.name}`,
  };
  const memory = new RateLimiterMemory(options);
  const limiter =
    redis === undefined
      ? memory
      : new RateLimiterRedis({
          ...options,
          storeClient: redis,
          insuranceLimiter: memory,
          // Beyond the limit the process answers by itself and leaves Redis alone.
          inMemoryBlockOnConsumed: rule.requests + 1,
        });
  const policy = `"${rule.name}";q=${rule.requests};w=${rule.windowSeconds}`;
  return {
    async take(key, reply) {
      const result = await limiter.consume(key).catch((refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused;
        throw refused;
      });
      const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1_000));
      reply.header('ratelimit-policy', policy);
      reply.header('ratelimit', `"${rule.name}";r=${result.remainingPoints};t=${seconds}`);
      if (result.consumedPoints > rule.requests)
        throw new Problem('rate-limited', `${rule.requests} requests per ${rule.windowSeconds} s`, {
          retryAfterSeconds: seconds,
        });
    },
  };
}
