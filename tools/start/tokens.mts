import { SignJWT, importJWK } from 'jose';
import { signingKey } from './secrets.mts';

export const scopes = ['bettor', 'trader', 'feed', 'analyst', 'auditor', 'operator'] as const;
export type Scope = (typeof scopes)[number];

export const isScope = (word: string): word is Scope =>
  (scopes as readonly string[]).includes(word);

/** A development token: 12 hours, one scope. Access tokens of a real identity provider live 5 minutes. */
export async function issueToken(
  secretsDir: string,
  scope: Scope,
  subject = `demo-${scope}`,
): Promise<string> {
  const { kid, ...jwk } = signingKey(secretsDir);
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
    .setIssuer('stakelog-dev')
    .setAudience('stakelog')
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime('12h')
    .sign(await importJWK(jwk, 'EdDSA'));
}

export async function issueAllTokens(secretsDir: string): Promise<Record<Scope, string>> {
  const pairs = await Promise.all(
    scopes.map(async (scope) => [scope, await issueToken(secretsDir, scope)] as const),
  );
  return Object.fromEntries(pairs) as Record<Scope, string>;
}
