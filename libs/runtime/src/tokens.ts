import { AgingMap, assert, limits, type AccountId } from '@stakelog/contracts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock, type Clock } from './clock';
import { accountIdOf } from './derived-ids';
import { Problem } from './problem';

export const scopes = ['bettor', 'trader', 'feed', 'analyst', 'auditor', 'operator'] as const;
export type Scope = (typeof scopes)[number];

/** Who asks, as the token proves it. */
export type Caller = {
  readonly subject: string;
  readonly accountId: AccountId;
  readonly scopes: ReadonlySet<Scope>;
  /** UTC milliseconds; sockets end then. */
  readonly expiresAtMs: number;
};

export type TokenRules = {
  readonly SECRETS_DIR: string;
  readonly JWKS_URL?: string | undefined;
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_AUDIENCE: string;
};

const Claims = z.object({
  sub: z.string().min(1).max(limits.textLengthMax),
  exp: z.number(),
  scope: z.string().default(''),
});

/**
 * Verifies access tokens: EdDSA or ES256, issuer, audience, expiry, `typ: at+jwt`. A token that was
 * verified is remembered by its hash for a short while, so that the hot path checks no signature.
 */
export class Tokens {
  private readonly verified = new AgingMap<string, { caller: Caller; untilMs: number }>();

  constructor(
    private readonly keys: JWTVerifyGetKey,
    private readonly rules: Pick<TokenRules, 'TOKEN_ISSUER' | 'TOKEN_AUDIENCE'>,
    private readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'> = systemClock,
  ) {}

  /** The caller of a token that was verified a moment ago; undefined says nothing about the token. */
  remembered(token: string): Caller | undefined {
    const found = this.verified.get(hash('sha256', token, 'base64'));
    return found !== undefined && found.untilMs > this.clock.nowMs() ? found.caller : undefined;
  }

  /** Throws the problem `unauthenticated` for every token that is not valid now. */
  async verify(token: string): Promise<Caller> {
    const known = this.remembered(token);
    if (known !== undefined) return known;
    const caller = this.callerOf(await this.payload(token));
    this.remember(token, caller);
    return caller;
  }

  private async payload(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms: ['EdDSA', 'ES256'],
        issuer: this.rules.TOKEN_ISSUER,
        audience: this.rules.TOKEN_AUDIENCE,
        typ: 'at+jwt',
        currentDate: new Date(this.clock.nowMs()),
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw new Problem('unauthenticated', 'the token has expired', { cause: error });
      throw new Problem('unauthenticated', 'the token is not valid here', { cause: error });
    }
  }

  private callerOf(payload: JWTPayload): Caller {
    const claims = Claims.safeParse(payload);
    if (!claims.success) throw new Problem('unauthenticated', 'the token lacks a claim');
    const { sub, exp, scope } = claims.data;
    const granted = scope.split(' ');
    return {
      subject: sub,
      accountId: accountIdOf(this.rules.TOKEN_ISSUER, sub),
      scopes: new Set(scopes.filter((known) => granted.includes(known))),
      expiresAtMs: exp * 1_000,
    };
  }

  private remember(token: string, caller: Caller): void {
    const rememberedUntilMs = this.clock.nowMs() + limits.tokenRememberedMs;
    const oldest = this.verified.oldest();
    if (this.verified.size >= limits.tokensRememberedMax && oldest !== undefined)
      this.verified.delete(oldest[0]);
    this.verified.set(hash('sha256', token, 'base64'), {
      caller,
      untilMs: Math.min(caller.expiresAtMs, rememberedUntilMs),
    });
    assert(this.verified.size <= limits.tokensRememberedMax, 'remembered tokens are bounded');
  }
}

/** Keys from JWKS_URL where it is set, else from `jwks.json`, read again when a key is unknown. */
export async function openTokens(
  rules: TokenRules,
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'> = systemClock,
): Promise<Tokens> {
  if (rules.JWKS_URL !== undefined)
    return new Tokens(createRemoteJWKSet(new URL(rules.JWKS_URL)), rules, clock);
  return new Tokens(await fileKeys(join(rules.SECRETS_DIR, 'jwks.json'), clock), rules, clock);
}

const KeySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Key rotation: an unknown key id reads the file again, at most once per `keysReadIntervalMs`. */
async function fileKeys(
  path: string,
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'>,
): Promise<JWTVerifyGetKey> {
  const read = async () =>
    createLocalJWKSet(KeySet.parse(JSON.parse(await readFile(path, 'utf8')) as unknown));
  let keys = await read();
  let readAtMs = clock.monotonicMs();
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const due = clock.monotonicMs() - readAtMs > limits.keysReadIntervalMs;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !due) throw error;
      readAtMs = clock.monotonicMs();
      keys = await read();
      return keys(header, token);
    }
  };
}
