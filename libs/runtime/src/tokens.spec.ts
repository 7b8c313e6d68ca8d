import { describe, expect, it } from '@jest/globals';
import { utcMs } from '@stakelog/contracts';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { accountIdOf } from './derived-ids';
import { Tokens } from './tokens';

const rules = { TOKEN_ISSUER: 'us', TOKEN_AUDIENCE: 'stakelog' };
const nowMs = 1_790_000_000_000;
const exp = nowMs / 1_000 + 300;

async function keys(alg: 'EdDSA' | 'ES256' | 'RS256') {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...pair, alg, jwk: { ...(await exportJWK(pair.publicKey)), kid: alg, alg } };
}

async function given(alg: 'EdDSA' | 'ES256' | 'RS256' = 'EdDSA') {
  const pair = await keys(alg);
  const clock = { ms: nowMs };
  const read = { times: 0 };
  const set = createLocalJWKSet({ keys: [pair.jwk] });
  const tokens = new Tokens(
    (header, token) => {
      read.times++;
      return set(header, token);
    },
    rules,
    { nowMs: () => utcMs(clock.ms), monotonicMs: () => clock.ms },
  );
  const sign = (claims: JWTPayload = {}, header: { typ?: string; kid?: string } = {}) =>
    new SignJWT({ iss: 'us', aud: 'stakelog', sub: 'ann', exp, scope: 'bettor', ...claims })
      .setProtectedHeader({ alg, typ: 'at+jwt', kid: alg, ...header })
      .sign(pair.privateKey);
  return { tokens, sign, clock, read };
}

describe('a token', () => {
  it.each(['EdDSA', 'ES256'] as const)('signed with %s names its caller', async (alg) => {
    const { tokens, sign } = await given(alg);
    const caller = await tokens.verify(await sign({ scope: 'bettor root trader' }));
    expect(caller).toEqual({
      subject: 'ann',
      accountId: accountIdOf('us', 'ann'),
      scopes: new Set(['bettor', 'trader']),
      expiresAtMs: exp * 1_000,
    });
  });

  it.each<{ because: string; claims: JWTPayload; header: object }>`
    because                      | claims                         | header
    ${'of another issuer'}       | ${{ iss: 'them' }}             | ${{}}
    ${'for another audience'}    | ${{ aud: 'other' }}            | ${{}}
    ${'that has expired'}        | ${{ exp: nowMs / 1_000 - 1 }}  | ${{}}
    ${'that is not valid yet'}   | ${{ nbf: nowMs / 1_000 + 60 }} | ${{}}
    ${'without a subject'}       | ${{ sub: undefined }}          | ${{}}
    ${'without an end'}          | ${{ exp: undefined }}          | ${{}}
    ${'that is no access token'} | ${{}}                          | ${{ typ: 'JWT' }}
    ${'of an unknown key'}       | ${{}}                          | ${{ kid: 'other' }}
  `('$because is refused', async ({ claims, header }) => {
    const { tokens, sign } = await given();
    await expect(tokens.verify(await sign(claims, header))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('signed with an algorithm that is not on the list is refused', async () => {
    const { tokens, sign } = await given('RS256');
    await expect(tokens.verify(await sign())).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('is verified once while it is remembered, and refused once it has expired', async () => {
    const { tokens, sign, clock, read } = await given();
    const token = await sign({ exp: nowMs / 1_000 + 30 });
    await tokens.verify(token);
    await tokens.verify(token);
    expect(read.times).toBe(1);
    expect(tokens.remembered(token)?.subject).toBe('ann');
    clock.ms += 31_000;
    expect(tokens.remembered(token)).toBeUndefined();
    await expect(tokens.verify(token)).rejects.toMatchObject({ detail: 'the token has expired' });
  });
});
