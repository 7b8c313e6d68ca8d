import { bearer, type Tokens } from '@stakelog/runtime';
import { timingSafeEqual } from 'node:crypto';

/** No valid token, or one without the scope. */
export class SqlForbidden extends Error {}

const admitted = ['analyst', 'auditor', 'operator'] as const;

type Asked = {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly query: Readonly<Record<string, unknown>>;
};

/**
 * Tools know passwords rather than tokens, so the token is taken from wherever ClickHouse takes a
 * password: Authorization as Bearer or Basic, `X-ClickHouse-Key`, `password`. Our own processes send the internal
 * token. Throws SqlForbidden.
 */
export async function admitQuery(
  tokens: Pick<Tokens, 'verify'>,
  asked: Asked,
  internalToken: string,
): Promise<void> {
  const token = tokenOf(asked);
  if (isSame(token, internalToken)) return;
  if (token === '')
    throw new SqlForbidden('send a token with scope analyst, auditor or operator as the password');
  const caller = await tokens.verify(token).catch((error: unknown) => {
    throw new SqlForbidden('the token is not valid here', { cause: error });
  });
  if (!admitted.some((scope) => caller.scopes.has(scope)))
    throw new SqlForbidden('the token lacks the scope analyst, auditor or operator');
}

function tokenOf({ headers, query }: Asked): string {
  const { authorization, 'x-clickhouse-key': key } = headers;
  if (typeof authorization === 'string') {
    const [, basic] = /^basic ([\w+/=-]+)$/i.exec(authorization) ?? [];
    if (basic === undefined) return bearerOf(authorization);
    const pair = Buffer.from(basic, 'base64').toString();
    return pair.slice(pair.indexOf(':') + 1);
  }
  if (typeof key === 'string') return key;
  return typeof query['password'] === 'string' ? query['password'] : '';
}

function bearerOf(header: string): string {
  try {
    return bearer(header);
  } catch {
    return '';
  }
}

function isSame(given: string, wanted: string): boolean {
  const [ours, theirs] = [Buffer.from(wanted), Buffer.from(given)];
  return ours.length > 0 && ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
