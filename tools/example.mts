/** `npm run -s example > bet.json`: a bet on a market that is open now, for `curl --json @bet.json`. */
import { ApiClient } from './demo/api-client.mts';
import { openOffer, singleTicket } from './demo/open-offer.mts';

const { API_URL = 'http://127.0.0.1:3000' } = process.env;
const HOUR_MS = 3_600_000;
const STAKE = 1_000;

const api = new ApiClient(API_URL, 1);
try {
  const offers = await openOffer(api, Date.now() - 4 * HOUR_MS);
  // Before the start a bet is decided at once; in play it waits for the market's delay.
  const offer = offers.find(({ inPlay }) => !inPlay) ?? offers[0];
  if (offer === undefined) throw new Error('no market is open at this moment; try again shortly');
  process.stderr.write(`${offer.name} at ${offer.odds / 10_000}\n`);
  process.stdout.write(`${JSON.stringify(singleTicket(offer, STAKE), undefined, 2)}\n`);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${API_URL}: ${reason}\n`);
  process.exitCode = 1;
} finally {
  await api.close();
}
