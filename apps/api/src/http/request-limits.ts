import type { RateLimit } from '@stakelog/runtime';

/** The rate limits of this app, by what they protect. */
export class RequestLimits {
  constructor(
    /** Requests that become commands, per account. */
    readonly commands: RateLimit,
    /** Reads of an account, per account. */
    readonly reads: RateLimit,
  ) {}
}
