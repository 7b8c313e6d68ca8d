import { Problem } from '@stakelog/runtime';

export type TraderAction = 'suspend' | 'resume' | 'result' | 'rollback' | 'void-window';

/** What the feed answered, to be handed on as it is. */
export type FeedAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** The way of a trader's action into the odds log: the feed alone writes there. */
export type FeedDoor = {
  act(marketId: string, action: TraderAction, order: object): Promise<FeedAnswer>;
  changeLimits(policy: object, actor: string): Promise<FeedAnswer>;
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
  };
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
