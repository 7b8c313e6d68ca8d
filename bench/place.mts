import { ApiClient } from '../tools/demo/api-client.mts';
import { singleTicket } from '../tools/demo/open-offer.mts';
import { SeededRandom } from '../tools/demo/seeded-random.mts';
import { openBettors } from './bettors.mts';
import { watchOffer } from './http.mts';
import { openLoop } from './open-loop.mts';
import type { System } from './system.mts';

/** What a stretch of load was answered. */
export type Stretch = { readonly latencies: number[]; readonly counts: Map<string, number> };

const STAKE = 100;
const CONNECTIONS = 64;

/** A function that places single bets at a rate and says what they were answered. */
export async function placer(
  system: System & { readonly accounts: number; readonly connections?: number },
) {
  const api = new ApiClient(system.api, system.connections ?? CONNECTIONS);
  const run = Date.now().toString(36);
  const bettors = await openBettors(api, system, run);
  const offer = await watchOffer(api);
  const random = new SeededRandom(20_261);
  let number = 0;

  async function placeOne(index: number): Promise<string[]> {
    const bettor = bettors[index % bettors.length];
    const chosen = random.of(offer.open());
    if (bettor === undefined || chosen === undefined) return ['error nothing open'];
    const body = singleTicket(chosen, STAKE);
    const ask = { token: bettor.token, body, key: `place-${run}-${number++}` };
    const answer = await api.ask('POST', '/v1/bets', ask).catch(String);
    if (typeof answer === 'string') return [`error ${answer}`];
    const status = `status ${answer.status}`;
    if (answer.status !== 201 && answer.status !== 202) return [status];
    return [status, `decision ${(answer.body as { status: string }).status}`];
  }

  const place = async (load: { seconds: number; rate: number }): Promise<Stretch> => {
    const stretch: Stretch = { latencies: [], counts: new Map() };
    await openLoop(load, performance.now(), async (index, intendedMs) => {
      const names = await placeOne(index);
      stretch.latencies.push(performance.now() - intendedMs);
      for (const name of names) stretch.counts.set(name, (stretch.counts.get(name) ?? 0) + 1);
    });
    return stretch;
  };
  const close = () => {
    offer.stop();
    return api.close();
  };
  return { place, close };
}

export type Place = Awaited<ReturnType<typeof placer>>['place'];
