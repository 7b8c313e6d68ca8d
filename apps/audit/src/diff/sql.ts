import { AuditError } from '../audit-error';

export type SqlSource = { readonly url: string; readonly token: string | undefined };

/** A cell of a JSON row: numbers of 64 bits may come as text. */
export type Cell = string | number | boolean | null;

/** Asks ClickHouse over HTTP; the rows come as arrays. Throws `unavailable` with what the server said. */
export async function ask(
  { url, token }: SqlSource,
  query: string,
): Promise<readonly (readonly Cell[])[]> {
  const answer = await fetch(`${url}/?default_format=JSONCompactEachRow`, {
    method: 'POST',
    body: query,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(60_000),
  }).catch((error: unknown) => {
    throw new AuditError('unavailable', `no answer from ${url}`, error);
  });
  const text = await answer.text();
  if (!answer.ok) throw new AuditError('unavailable', `${url}: ${text.slice(0, 300)}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the format that was asked for
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Cell[]]));
}
