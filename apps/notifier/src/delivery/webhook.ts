import type { Clock } from '@stakelog/runtime';
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { DeliveryError } from './delivery-error';
import { isPublicAddress, publicLookup } from './public-address';

export type WebhookOptions = {
  readonly url: string;
  readonly secret: string;
  /** False: only public addresses. */
  readonly privateAllowed: boolean;
  readonly clock: Clock;
};

const ANSWER_MS_MAX = 5_000;

/** `t=<ms>,v1=<hex>`: HMAC-SHA-256 over time, a dot and the body. */
export const signature = (secret: string, atMs: number, body: string): string =>
  `t=${atMs},v1=${createHmac('sha256', secret).update(`${atMs}.${body}`).digest('hex')}`;

/**
 * Posts a notice once. The event's id is the idempotency key, so a target may forget repeats. Throws
 * DeliveryError unless the answer is 2xx within five seconds; redirects are no answer.
 */
export function postWebhook(
  { url, secret, privateAllowed, clock }: WebhookOptions,
  eventId: string,
  body: string,
): Promise<void> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!privateAllowed && isIP(host) !== 0 && !isPublicAddress(host))
    return Promise.reject(new DeliveryError(`${host} is no public address`));
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: string) => reject(new DeliveryError(cause));
    const posted = send(target, {
      method: 'POST',
      timeout: ANSWER_MS_MAX,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...(privateAllowed ? {} : { lookup: publicLookup }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'idempotency-key': eventId,
        'stakelog-signature': signature(secret, clock.nowMs(), body),
      },
    });
    posted.on('response', (answer) => {
      answer.resume();
      const { statusCode = 0 } = answer;
      if (statusCode >= 200 && statusCode < 300) resolve();
      else fail(`answered ${statusCode}`);
    });
    posted.on('error', (error) => fail(error.message));
    posted.end(body);
  });
}
