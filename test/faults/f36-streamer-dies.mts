import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';
import { walletOf } from './harness/reading.mts';
import { StreamClient } from './harness/stream-client.mts';

const withinMs = 60_000;
/** The streamers say every 10 s what their clients should have, and read it again before. */
const beatsMs = 12_000;

/** Clients resume elsewhere without a gap; what a lost note told is read again at the heartbeat. */
export const f36: Fault = {
  id: 'F36',
  name: 'the streamer dies; its notes from Redis are lost',
  run: loseStreamer,
};

async function loseStreamer(bout: Bout): Promise<void> {
  const { system, load, chance, note, expect } = bout;
  const streamers = [
    await system.add('streamer', 'streamer-a'),
    await system.add('streamer', 'streamer-b'),
  ];
  for (const streamer of streamers) expect(await streamer.becomesReady(), 'a streamer is ready');
  const market = `market:${load.offer.markets[0]?.marketId}`;
  const clients = load.bettors.map(
    ({ token }) => new StreamClient(streamers, token, ['account', 'wallet', market]),
  );
  try {
    for (const client of clients) expect(await client.hearsAll(), 'a client hears its channels');
    await load.progress(10 + chance.below(20));
    await streamers[0]?.kill({ stays: true });
    const resumed = async () => clients.every(({ resumes }) => resumes > 0);
    expect(await load.until(resumed, withinMs), 'every client of the dead streamer goes on');
    await load.progress(20);
    await loseNotes(bout);
    expect(await load.until(() => agree(bout, clients), withinMs), 'every client is up to date');
    const gaps = clients.reduce((sum, client) => sum + client.gaps, 0);
    const missed = clients.reduce((sum, client) => sum + client.missed, 0);
    expect(gaps === 0 && missed === 0, `${gaps} gaps, ${missed} snapshots in place of events`);
    const events = clients.reduce((sum, client) => sum + client.events, 0);
    note(`${events} events without a gap for ${clients.length} clients over two lives`);
  } finally {
    for (const client of clients) client.close();
  }
}

/** Once the connection is reset, and once it is silent for longer than a heartbeat. */
async function loseNotes({ system, load, chance, note, expect }: Bout): Promise<void> {
  const { redis } = system.app('streamer-b');
  redis.resetAll();
  expect(await load.progress(10 + chance.below(10)), 'answers go on');
  redis.trouble('toClient', { blackHole: true });
  expect(await load.progress(10), 'answers go on without notes');
  await pause(1_000 + chance.below(3_000));
  redis.resetAll();
  redis.heal();
  await pause(beatsMs);
  note('notes were lost by a reset and by silence');
}

/** I18: at rest each client shows the wallet that the api shows, at the same position. */
async function agree({ load, system }: Bout, clients: readonly StreamClient[]): Promise<boolean> {
  load.rest();
  for (const [index, client] of clients.entries()) {
    const { text } = await walletOf(system, load.bettors[index]?.token);
    if (text === undefined || client.latest.get('wallet') === undefined) return false;
    const { asOf, ...read } = JSON.parse(text) as Record<string, unknown>;
    const { seq, data } = client.latest.get('wallet') ?? {};
    const { asOf: _, ...shown } = data as Record<string, unknown>;
    if (seq !== asOf || JSON.stringify(sorted(read)) !== JSON.stringify(sorted(shown)))
      return false;
  }
  load.resume();
  return true;
}

const sorted = (of: Record<string, unknown>) =>
  Object.entries(of).toSorted(([one], [other]) => (one < other ? -1 : 1));
