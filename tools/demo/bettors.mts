/**
 * Simulated bettors: each opens an account, deposits, sets itself a limit, and now and then places a ticket on
 * what is open, at the odds it sees: mostly singles, some accumulators and systems, some under a reserved quote.
 * Some cash out. Prints nothing but errors; ends on SIGTERM.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { issueToken } from '../start/tokens.mts';
import { ApiClient } from './api-client.mts';
import { openOffer } from './open-offer.mts';
import type { Offer } from './open-offer.mts';
import { SeededRandom } from './seeded-random.mts';
import { someTicket } from './tickets.mts';

const { API_URL = 'http://127.0.0.1:3000', SECRETS_DIR = './.stakelog/secrets' } = process.env;
const bettors = Number(process.env['BETTORS'] ?? process.env['DEMO_BETTORS'] ?? 50);
const seed = Number(process.env['SEED'] ?? 1);
const speed = process.env['REPLAY_SPEED'] ?? '60';

/** Between two bets of one bettor, on average. */
const BET_EVERY_MS = 2_500;
const OFFER_EVERY_MS = 2_000;
const DEPOSIT = 500_00;
const HOUR_MS = 3_600_000;
const DAILY_STAKES_MAX = 100_000_00;
/** Of a bettor's turns. */
const QUOTED_SHARE = 0.1;
const CASHED_OUT_SHARE = 0.1;

/** Keys of this run, so that a restart does not repeat what an earlier one asked. */
const run = Date.now().toString(36);
const api = new ApiClient(API_URL);
const stop = new AbortController();
let offers: readonly Offer[] = [];
let saidAtMs = 0;

/** One line per trouble, at most one every ten seconds: the api may be starting again. */
function say(trouble: unknown): void {
  if (stop.signal.aborted || Date.now() - saidAtMs < 10_000) return;
  saidAtMs = Date.now();
  process.stderr.write(
    `bettors: ${trouble instanceof Error ? trouble.message : String(trouble)}\n`,
  );
}

async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
}

/** Bets in play are left out where facts arrive faster than any delay could be kept. */
async function watchOffer(): Promise<void> {
  const back = speed === 'max' ? HOUR_MS : Math.max(300_000, (4 * HOUR_MS) / Number(speed));
  while (!stop.signal.aborted) {
    try {
      const found = await openOffer(api, Math.floor(Date.now() - back));
      offers = speed === 'max' ? found.filter(({ inPlay }) => !inPlay) : found;
    } catch (error) {
      say(error);
    }
    await pause(OFFER_EVERY_MS);
  }
}

async function post(path: string, token: string, body: object, key: string) {
  const answer = await api.ask('POST', path, { token, body, key });
  if (answer.status >= 400) say(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}

type Bettor = { readonly random: SeededRandom; readonly token: string; betId: string | undefined };

async function live(number: number): Promise<void> {
  const random = new SeededRandom(seed * 1_000_003 + number);
  const token = await issueToken(SECRETS_DIR, 'bettor', `bettor-${seed}-${number}`);
  const bettor: Bettor = { random, token, betId: undefined };
  let opened = false;
  for (let turn = 1; !stop.signal.aborted; turn++) {
    await pause(random.waitMs(BET_EVERY_MS));
    if (stop.signal.aborted) return;
    const key = `demo-${run}-${number}-${turn}`;
    try {
      if (!opened) opened = await open(token, key);
      else if (random.next() < CASHED_OUT_SHARE) await cashOut(bettor, key);
      else await bet(bettor, key);
    } catch (error) {
      say(error);
    }
  }
}

async function open(token: string, key: string): Promise<boolean> {
  const account = await post('/v1/accounts', token, { currency: 'EUR', jurisdiction: 'DE' }, key);
  if (account.status !== 201) return false;
  const limit = { token, body: { period: 'DAY', amount: DAILY_STAKES_MAX }, key: `${key}-limit` };
  await api.ask('PUT', '/v1/limits/STAKE', limit);
  return (await post('/v1/wallet/deposits', token, { amount: DEPOSIT }, key)).status === 201;
}

type Told = {
  readonly quoteId?: string;
  readonly reasons?: readonly { readonly code: string }[];
  readonly bets?: readonly { readonly betId: string }[];
};

async function bet(bettor: Bettor, key: string): Promise<void> {
  const { random, token } = bettor;
  const ticket = someTicket(random, offers);
  if (ticket === undefined) return;
  const quoteId = random.next() < QUOTED_SHARE ? await quoted(token, ticket, key) : undefined;
  const body = quoteId === undefined ? ticket : { ...ticket, quoteId };
  const told = (await post('/v1/bets', token, body, key)).body as Told;
  bettor.betId = told.bets?.[0]?.betId ?? bettor.betId;
  if (told.reasons?.some(({ code }) => code === 'INSUFFICIENT_FUNDS') === true)
    await post('/v1/wallet/deposits', token, { amount: DEPOSIT }, `${key}-money`);
}

async function quoted(token: string, ticket: object, key: string): Promise<string | undefined> {
  const { body } = await post('/v1/bets/quotes', token, ticket, `${key}-quote`);
  return (body as Told).quoteId;
}

/** Asks for a value of the newest bet, half of it or all, and takes it. */
async function cashOut({ random, token, betId }: Bettor, key: string): Promise<void> {
  if (betId === undefined) return;
  const asked = { toShareBps: random.next() < 0.5 ? 5_000 : 10_000 };
  const path = `/v1/bets/${betId}`;
  const { body } = await post(`${path}/cash-out-quotes`, token, asked, `${key}-value`);
  const { quoteId } = body as Told;
  if (quoteId !== undefined) await post(`${path}/cash-outs`, token, { quoteId }, key);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
await Promise.all([watchOffer(), ...Array.from({ length: bettors }, (_, number) => live(number))]);
await api.close();
