import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openDeafClient, textFrame } from '../../tools/demo/deaf-client.mts';
import type { Bettor } from './harness/bettor.mts';
import type { Bout, Fault } from './harness/fault.mts';
import { StreamClient } from './harness/stream-client.mts';

/** The catalogue names 1,000; so many share two processors with the whole system here. */
const readers = 200;
const deafClients = 3;
const probes = 40;
const everyMs = 300;
/** Under 1 MB a second for each deaf client: tickets of many bets, asked for again and again. */
const openBets = 200;
const asksEveryMs = 200;
const closedWithinMs = 120_000;
/** A busy machine is not the streamer's fault. */
const slowerMsMax = 500;

/** Conflated, then closed with 4008; the others' p99 does not move. */
export const f35: Fault = {
  id: 'F35',
  name: `${deafClients} WebSocket clients never read, ${readers} others do`,
  load: { markets: 4 },
  run: ignoreSome,
};

async function ignoreSome(bout: Bout): Promise<void> {
  const { system, load, note, expect } = bout;
  const streamer = await system.add('streamer', 'streamer-a');
  expect(await streamer.becomesReady(), 'the streamer is ready');
  const bettor = await richBettor(bout);
  const channel = `market:${load.offer.markets[0]?.marketId}`;
  const token = load.bettors[0]?.token ?? '';
  const clients = Array.from(
    { length: readers },
    () => new StreamClient([streamer], token, [channel]),
  );
  const sockets: Socket[] = [];
  const asking = new AbortController();
  try {
    for (const client of clients)
      expect(await client.hearsAll(60_000), 'a reader hears the market');
    const connects = () => clients.reduce((sum, { resumes }) => sum + resumes, 0);
    const connectsBefore = connects();
    load.offer.silence(0);
    const before = await p99(bout, clients);
    for (let count = 0; count < deafClients; count++)
      sockets.push(await openDeafClient(streamer.port, bettor.token));
    const pestering = sockets.map((socket) => pester(socket, asking.signal));
    const conflated = async () =>
      ((await streamer.metric('stakelog_stream_conflated_total')) ?? 0) > 0;
    expect(
      await load.until(conflated, closedWithinMs),
      'what a deaf client cannot take is left out',
    );
    const meanwhile = await p99(bout, clients);
    const ended = async () =>
      ((await streamer.metric('stakelog_stream_closed_total', 'code="4008"')) ?? 0) >= deafClients;
    expect(await load.until(ended, closedWithinMs), 'each is closed with 4008');
    const more = meanwhile - before;
    expect(more < slowerMsMax, `p99 of the others went from ${before} to ${meanwhile} ms`);
    const lost = connects() - connectsBefore;
    const codes = [...new Set(clients.flatMap(({ closeCodes }) => closeCodes))].join();
    expect(lost === 0, `${lost} readers were disconnected, by ${codes}`);
    note(
      `p99 of ${readers} readers: ${before} ms before, ${meanwhile} ms beside ${deafClients} deaf`,
    );
    asking.abort();
    await Promise.all(pestering);
  } finally {
    asking.abort();
    load.offer.silence(undefined);
    for (const client of clients) client.close();
    for (const socket of sockets) socket.destroy();
  }
}

/** How long new odds took from the feed's door to a reader, in ms, of all readers and probes. */
async function p99({ load }: Bout, clients: readonly StreamClient[]): Promise<number> {
  const [market] = load.offer.markets;
  if (market === undefined) throw new Error('there is no market');
  const tookMs: number[] = [];
  for (let probe = 0; probe < probes; probe++) {
    const home = 100_000 + Math.floor(performance.now()) * 7;
    market.odds = { home, away: 11_000 };
    const sinceMs = performance.now();
    let heardBy = 0;
    for (const client of clients)
      client.onHeard = (heard, atMs) => {
        if (!JSON.stringify(heard.data ?? '').includes(`:${home}`)) return;
        client.onHeard = undefined;
        heardBy++;
        tookMs.push(atMs - sinceMs);
      };
    await load.offer.postAt('feed', market);
    const untilMs = performance.now() + 10_000;
    while (heardBy < clients.length && performance.now() < untilMs) await pause(5);
    for (let missed = heardBy; missed < clients.length; missed++) tookMs.push(10_000);
    await pause(everyMs);
  }
  return Math.round(
    tookMs.toSorted((one, other) => one - other)[Math.floor(tookMs.length * 0.99)] ?? 0,
  );
}

/** With so many open bets that its account's snapshot is some 100 KB. */
async function richBettor({ load, seed }: Bout): Promise<Bettor> {
  const bettor = await load.newBettor(10_000_000);
  const perTicket = 50;
  for (let from = 0; from < openBets; from += perTicket) {
    const { selections, bets } = load.ticketOn(1, 10);
    const ticket = {
      selections,
      bets: Array.from({ length: perTicket }, () => bets[0]),
      priceChange: { policy: 'ANY' },
    };
    await load.requestFor(bettor, `deaf-${seed}-${from}-${Date.now()}`, ticket);
  }
  return bettor;
}

/** Asks for the whole account again and again, far below the rate that is allowed. */
async function pester(socket: Socket, stop: AbortSignal): Promise<void> {
  while (!stop.aborted && !socket.destroyed) {
    socket.write(textFrame({ op: 'sub', ch: 'account' }));
    await pause(asksEveryMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
