import type { ProblemCode } from '@stakelog/runtime';
import type { Meaning } from './decision-meanings';

const said = (meaning: string, remedy: string): Meaning => ({ meaning, remedy });

/** Every type of problem, for its page. A problem is no decision: nothing was recorded. */
export const problemMeanings: Readonly<Record<ProblemCode, Meaning>> = {
  'invalid-request': said(
    'A field is missing, unknown or of the wrong form.',
    'Correct the fields in errors; nothing was sent on.',
  ),
  'invalid-amount': said(
    'Money is a whole number of minor units above zero, at most 2^53 − 1.',
    'Send 1050 for 10.50.',
  ),
  'idempotency-key-missing': said(
    'A request that moves money carries Idempotency-Key.',
    'Make up a text, once per request, and keep it for repeats.',
  ),
  unauthenticated: said(
    'The token is missing, expired, or not meant for this service.',
    'Get a new one and send Authorization: Bearer.',
  ),
  forbidden: said(
    'The token is valid but lacks the scope.',
    'Use a token with the scope in the detail.',
  ),
  'not-found': said('There is nothing of yours under this address.', 'Check the id.'),
  'request-not-received': said(
    'The request never reached the log before it expired.',
    'It was not executed; repeat it under the same key.',
  ),
  'idempotency-key-reused': said(
    'The key was used with another body within 24 hours.',
    'Use a new key for another request.',
  ),
  'source-id-reused': said(
    'The producer used the source id with other content; its fixture is suspended.',
    'Use a new id for another fact.',
  ),
  'dead-letter-resolved': said(
    'Somebody has retried or discarded the dead letter before.',
    'Read it again: it says who, when and why.',
  ),
  'not-stopped': said(
    'The partition decides, or is stopped by something that cannot be accepted.',
    'Read GET /v1/ops/partitions and /readyz of the decider.',
  ),
  'precondition-failed': said(
    'What you changed has another version by now.',
    'Read it again and repeat with its ETag.',
  ),
  'too-large': said('The body is larger than this route takes.', 'Send less at once.'),
  'unsupported-media-type': said('Bodies are JSON.', 'Send Content-Type: application/json.'),
  'rate-limited': said('More requests than the window allows.', 'Wait for Retry-After.'),
  internal: said('Something broke on our side.', 'Repeat under the same key; tell us if it stays.'),
  'log-unavailable': said(
    'The log cannot be written now, and nothing was sent.',
    'Repeat under the same key after Retry-After.',
  ),
  overloaded: said(
    'Too many requests wait in this process.',
    'Repeat under the same key after Retry-After.',
  ),
  'decider-unavailable': said(
    'None of the deciders under APP_URLS has the partition, or none answers.',
    'Start the decider, then repeat.',
  ),
  'receipts-unavailable': said(
    'Nobody seals the log of this system, so nothing can be proved yet.',
    'Ask the operator to run audit seal --follow; your bet stands all the same.',
  ),
  'feed-unavailable': said(
    'The process that orders market facts does not answer.',
    'Read the market, then repeat.',
  ),
  'read-model-behind': said(
    'The read model has not reached the position you have seen.',
    'Repeat after Retry-After. Betting goes on meanwhile.',
  ),
  'read-model-rebuilding': said(
    'The read model is being rebuilt or is away.',
    'Repeat after Retry-After. Betting goes on meanwhile.',
  ),
};
