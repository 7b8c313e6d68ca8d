import { setTimeout as pause } from 'node:timers/promises';

/** What a client was told of one request, in the end. */
export type Told =
  /** 201, or 200 of a status URL: the recorded decision, byte for byte. */
  | { readonly outcome: 'decided'; readonly body: string; readonly waited: boolean }
  /** 404 `request-not-received`: nothing was placed. */
  | { readonly outcome: 'not_received' }
  /** A problem that no repetition heals. */
  | { readonly outcome: 'refused'; readonly status: number; readonly body: string }
  | { readonly outcome: 'unknown' };

export type Request = {
  readonly path: string;
  readonly token: string;
  readonly key: string | undefined;
  readonly body: unknown;
};

const askedEveryMs = 150;
const requestMs = 5_000;

/**
 * Sends a request until somebody says how it ended, always under the same key: a broken connection, a 503 or a 429
 * is tried again, a 202 is followed. Unknown once the time is over.
 */
export async function sendUntilTold(
  api: string,
  request: Request,
  withinMs: number,
): Promise<Told> {
  const untilMs = performance.now() + withinMs;
  let status: string | undefined;
  while (performance.now() < untilMs) {
    const answer = await exchange(api, request, status).catch(() => undefined);
    if (answer !== undefined) {
      const { code, body, location } = answer;
      if (code === 201 || (code === 200 && status !== undefined))
        return { outcome: 'decided', body, waited: status !== undefined };
      if (code === 202) status = location ?? status;
      else if (code === 404 && body.includes('request-not-received'))
        return { outcome: 'not_received' };
      else if (code >= 400 && code < 500 && code !== 404 && code !== 429 && code !== 408)
        return { outcome: 'refused', status: code, body };
    }
    await pause(askedEveryMs);
  }
  return { outcome: 'unknown' };
}

async function exchange(api: string, request: Request, status: string | undefined) {
  const { path, token, key, body } = request;
  const authorization = `Bearer ${token}`;
  const signal = AbortSignal.timeout(requestMs);
  const answer =
    status === undefined
      ? await fetch(`${api}${path}`, {
          method: 'POST',
          headers: {
            authorization,
            'content-type': 'application/json',
            ...(key === undefined ? {} : { 'idempotency-key': key }),
          },
          body: JSON.stringify(body),
          signal,
        })
      : await fetch(new URL(status, api), { headers: { authorization }, signal });
  const location = answer.headers.get('location') ?? undefined;
  return { code: answer.status, body: await answer.text(), location };
}
