import { Agent, request } from 'undici';

/** An answer of the api as a program needs it. */
export type ApiAnswer = {
  readonly status: number;
  readonly body: unknown;
  readonly position: string | undefined;
  readonly location: string | undefined;
};

export type Ask = {
  readonly token?: string;
  readonly body?: object;
  /** Idempotency key. */
  readonly key?: string;
  /** A position that the answer must have reached. */
  readonly after?: string | undefined;
};

/** Few long-lived connections to one api. Rejects when the api cannot be reached. */
export class ApiClient {
  readonly #origin: string;
  readonly #agent: Agent;

  constructor(origin: string, connections = 16) {
    this.#origin = origin;
    this.#agent = new Agent({ connections, pipelining: 1, keepAliveTimeout: 60_000 });
  }

  async ask(method: 'GET' | 'POST' | 'PUT', path: string, ask: Ask = {}): Promise<ApiAnswer> {
    const { token, body, key, after } = ask;
    const answer = await request(`${this.#origin}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(after === undefined ? {} : { 'stakelog-after': after }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headersTimeout: 15_000,
      bodyTimeout: 15_000,
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      position: header(answer.headers['stakelog-position']),
      location: header(answer.headers['location']),
    };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}

const header = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];
