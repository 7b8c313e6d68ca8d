import { Problem, problemCodes, type FieldFault } from '@stakelog/runtime';

export type TraderAction = 'suspend' | 'resume' | 'result' | 'rollback' | 'void-window';

/** What the feed answered, to be handed on as it is. */
export type FeedAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** Native facts in the place of a dead letter. */
export type FeedRetry = {
  readonly source: string;
  readonly facts: readonly unknown[];
  readonly actor: string;
  readonly reason: string;
};

/** The way of a trader's or an operator's action into the odds log: the feed alone writes there. */
export type FeedDoor = {
  act(marketId: string, action: TraderAction, order: object): Promise<FeedAnswer>;
  changeLimits(policy: object, actor: string): Promise<FeedAnswer>;
  retry(retry: FeedRetry): Promise<FeedAnswer>;
};

/** The injection token of FeedDoor. */
export const FEED_DOOR = Symbol('feed door');

const ANSWER_MS_MAX = 7_000;

/** Over HTTP, with the token that this system's processes share. */
export function httpFeedDoor(feedUrl: string, internalToken: string): FeedDoor {
  async function post(path: string, order: object): Promise<FeedAnswer> {
    const asked = fetch(new URL(path, feedUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${internalToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const answer = await asked.catch(unreachable);
    const contentType = answer.headers.get('content-type') ?? 'application/json';
    return { status: answer.status, contentType, body: await answer.text().catch(unreachable) };
  }
  return {
    act: (marketId, action, order) =>
      post(`/internal/markets/${encodeURIComponent(marketId)}/${action}`, order),
    changeLimits: (policy, actor) => post('/internal/limit-policy', { actor, policy }),
    retry: (retry) => post('/internal/dead-letters/retry', retry),
  };
}

/**
 * What the feed refused, as a problem of this process: its paths and addresses are the caller's, not those of the
 * route between the two. A refusal of this process itself is no answer to the caller.
 */
export function refusalOf(
  { status, body }: FeedAnswer,
  callersPath: (path: string) => string,
): Problem {
  const { type = '', detail, errors } = parsed(body);
  const code = problemCodes.find((known) => type === `/problems/${known}`);
  if (code === undefined || status === 401 || status === 403 || status >= 500)
    return new Problem('feed-unavailable', `the feed answered ${status}`);
  const mapped = errors?.map((fault) => ({ ...fault, path: callersPath(fault.path) }));
  return new Problem(code, detail, mapped === undefined ? {} : { errors: mapped });
}

type Refusal = { type?: string; detail?: string; errors?: readonly FieldFault[] };

function parsed(body: string): Refusal {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the feed answers RFC 9457
    return JSON.parse(body) as Refusal;
  } catch {
    return {};
  }
}

function unreachable(cause: unknown): never {
  throw new Problem(
    'feed-unavailable',
    'it is not known whether it was recorded: read the market',
    {
      retryAfterSeconds: 1,
      cause,
    },
  );
}
