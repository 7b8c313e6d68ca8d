import type { Scope } from '../../../tools/start/tokens.mts';
import type { FaultSystem } from './fault-system.mts';

export type Answer = { readonly status: number; readonly text: string };

export type Asked = {
  readonly scope: Scope;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
};

const answeredMs = 10_000;

/** Asks the api once, as whoever has this scope; status 0 where nobody answers. */
export async function ask(
  system: FaultSystem,
  { scope, method = 'GET', path, body }: Asked,
): Promise<Answer> {
  const token = await system.token(scope, 'faults');
  return exchange(`${system.app('api').url}${path}`, token, method, body);
}

/** With a token at hand, of whatever process; status 0 where nobody answers. */
export async function exchange(
  url: string,
  token: string,
  method: 'GET' | 'POST' | 'PUT',
  body?: object,
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answeredMs),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return { status: 0, text: '' };
  }
}
