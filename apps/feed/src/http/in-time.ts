import { limits } from '@stakelog/contracts';
import { FeedError } from '../session/feed-error';
import { Problem } from '@stakelog/runtime';

/** The answer, or a problem when the log does not take the facts: then repeat under the same ids. */
export async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(unavailable()), limits.feedAnswerMsMax);
  try {
    return await Promise.race([answer, late.promise]);
  } catch (error) {
    throw error instanceof FeedError ? unavailable(error) : error;
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = (cause?: unknown) =>
  new Problem('log-unavailable', 'it is not known whether the facts were recorded: repeat them', {
    retryAfterSeconds: 1,
    cause,
  });
