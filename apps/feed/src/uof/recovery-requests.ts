import { limits, type FixtureId } from '@stakelog/contracts';
import { productNames } from './codes';
import type { RecoveryWish } from './producer-liveness';

/** Asks the feed to send again what was missed; the messages come by the feed itself. */
export type RecoveryRequests = {
  /** Everything since a moment, states and results alike; without one, the present odds alone. */
  since(wish: RecoveryWish): Promise<void>;
  /** The results, rollbacks and cancellations of one fixture. */
  stateful(product: string, fixture: FixtureId, requestId: number): Promise<void>;
};

/** A wish, with the fixtures whose results may have been missed. */
export type Recovery = RecoveryWish & { readonly fixtures: readonly FixtureId[] };

export type RecoveryAddress = {
  /** Of the API, without `/v1`. */
  readonly origin: string;
  readonly accessToken: string;
  /** Told apart by it where several systems share one account. */
  readonly nodeId?: number | undefined;
};

/** A recovery that the API did not accept. The caller asks again later. */
export class RecoveryRefused extends Error {}

/** As the addresses name a producer. */
const named = (product: string) => productNames[product] ?? product;

/** The API over HTTP. Throws `RecoveryRefused` at any answer but success, and when there is none in time. */
export function httpRecoveryRequests(address: RecoveryAddress): RecoveryRequests {
  const ask = (path: string, requestId: number, afterMs: number | null) =>
    post(address, path, { after: afterMs, request_id: requestId, node_id: address.nodeId });
  return {
    since: ({ product, requestId, afterMs }) =>
      ask(`${named(product)}/recovery/initiate_request`, requestId, afterMs),
    stateful: (product, fixture, requestId) =>
      ask(
        `${named(product)}/stateful_messages/events/${encodeURIComponent(fixture)}/initiate_request`,
        requestId,
        null,
      ),
  };
}

async function post(
  { origin, accessToken }: RecoveryAddress,
  path: string,
  query: Readonly<Record<string, number | null | undefined>>,
): Promise<void> {
  const url = new URL(`/v1/${path}`, origin);
  for (const [name, value] of Object.entries(query))
    if (typeof value === 'number') url.searchParams.set(name, String(value));
  const headers = { 'x-access-token': accessToken };
  const signal = AbortSignal.timeout(limits.uofAnswerMsMax);
  let answer: Response;
  try {
    answer = await fetch(url, { method: 'POST', headers, signal });
  } catch (error) {
    throw new RecoveryRefused(`${path}: no answer`, { cause: error });
  }
  await answer.body?.cancel();
  if (!answer.ok) throw new RecoveryRefused(`${path}: ${answer.status}`);
}

/**
 * Sends the requests behind a wish. Present odds alone say nothing of results that were missed, so
 * where no moment can be named, those of every known fixture are asked for as well.
 */
export async function recover(requests: RecoveryRequests, recovery: Recovery): Promise<void> {
  const { product, requestId, afterMs, fixtures } = recovery;
  await requests.since(recovery);
  if (afterMs !== null) return;
  for (const fixture of fixtures) await requests.stateful(product, fixture, requestId);
}
