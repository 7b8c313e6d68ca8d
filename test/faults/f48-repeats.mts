import { exchange, type Answer } from './harness/ask.mts';
import type { Bout, Fault } from './harness/fault.mts';

const hourMs = 3_600_000;
const betDelayMs = 8_000;
const withinMs = 60_000;

/**
 * Repeats while the first is pending and while it is held, and stated times that are too old. The hours of a key itself
 * pass by decided time, which R9 ties to the broker's clock, so no real process can be sent ahead: 23, 25 and 49 hours
 * are decided in libs/domain/src/partition/decide.spec.ts, and redecided by the simulation, whose clients come back a
 * day later. Maps near their caps: test/alarms.spec.ts.
 */
export const f48: Fault = {
  id: 'F48',
  name: 'repeats under a key while the first is pending or held, and with a stated time',
  load: { markets: 4 },
  run: async (bout) => {
    await repeatPending(bout);
    await repeatHeld(bout);
    await stateATime(bout);
  },
};

type Posted = Answer & { readonly location: string | null };

let asked = 0;
const newKey = ({ seed }: Bout) => `repeat-${seed}-${Date.now()}-${asked++}`;

/** Once, without waiting for its end. */
async function post({ system, load }: Bout, key: string, body: object): Promise<Posted> {
  const answer = await fetch(`${system.app('api').url}/v1/bets`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${load.bettors[0]?.token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
  });
  const location = answer.headers.get('location');
  return { status: answer.status, text: await answer.text(), location };
}

/** Both get 202 with one status URL, and in the end the same bytes. */
async function bothWait(bout: Bout, what: string, body: object, go: () => void): Promise<void> {
  const { system, load, note, expect } = bout;
  const key = newKey(bout);
  const first = await post(bout, key, body);
  const second = await post(bout, key, body);
  for (const { status, text } of [first, second])
    expect(status === 202, `${what}: 202, but ${status} ${text.slice(0, 200)}`);
  const [url, again] = [first, second].map(({ location }) => resourceOf(location));
  expect(url !== '' && url === again, `${what}: one status URL, not ${url} and ${again}`);
  const other = await post(bout, key, { ...body, channel: 'another' });
  expect(other.status !== 201, `${what}: another body is not decided, but ${other.status}`);
  go();
  const told = await load.request(0, key, '/v1/bets', body, withinMs);
  expect(told.outcome === 'decided', `${what}: decided in the end, but ${JSON.stringify(told)}`);
  const status = `${system.app('api').url}${first.location}`;
  const { text } = await exchange(status, load.bettors[0]?.token ?? '', 'GET');
  const said = told.outcome === 'decided' ? told.body : '';
  expect(text === said, `${what}: the status URL and the repeat say the same`);
  note(`${what}: two repeats waited at one status URL`);
}

/** Until when it is worth asking differs: each repeat may be the one that arrived. */
const resourceOf = (location: string | null) => location?.split('?')[0] ?? '';

async function repeatPending(bout: Bout): Promise<void> {
  const { system, load } = bout;
  const decider = system.app('decider');
  load.rest();
  decider.freeze();
  const ticket = { ...load.ticketOn(0, 100), priceChange: { policy: 'ANY' } };
  // Beyond this an api sends clients away rather than to a status URL.
  await bothWait(bout, 'pending', ticket, () => decider.thaw());
  load.resume();
}

/** In play, the decider holds it for the delay. */
async function repeatHeld(bout: Bout): Promise<void> {
  const { load, expect } = bout;
  const [, market] = load.offer.markets;
  if (market === undefined) throw new Error('there is no market');
  await load.offer.inPlay(market, betDelayMs);
  const ticket = { ...load.ticketOn(1, 100), priceChange: { policy: 'ANY' } };
  const keys: string[] = [];
  const isHeld = async () => {
    const key = newKey(bout);
    keys.push(key);
    return (await post(bout, key, ticket)).status === 202;
  };
  expect(await load.until(isHeld, withinMs), 'bets in play are held');
  // Whatever was sent is told its end.
  for (const key of keys) await load.request(0, key, '/v1/bets', ticket, withinMs);
  await bothWait(bout, 'held', ticket, () => undefined);
}

/** Older than a day is refused as stale, and so is its repeat; a younger one is not. */
async function stateATime(bout: Bout): Promise<void> {
  const { load, note, expect } = bout;
  for (const hours of [23, 25, 49]) {
    const requestedAtMs = Date.now() - hours * hourMs;
    const ticket = { ...load.ticketOn(0, 100), priceChange: { policy: 'ANY' }, requestedAtMs };
    const key = newKey(bout);
    const answers = [
      await load.request(0, key, '/v1/bets', ticket),
      await load.request(0, key, '/v1/bets', ticket),
    ];
    const bodies = answers.map((told) => (told.outcome === 'decided' ? told.body : told.outcome));
    const isStale = bodies[0]?.includes('REQUEST_STALE') === true;
    expect(isStale === hours > 24, `stated ${hours} h ago: ${bodies[0]?.slice(0, 200)}`);
    expect(bodies[0] === bodies[1], `stated ${hours} h ago: the repeat is told the same`);
  }
  note('stated times of 23, 25 and 49 h ago: taken, stale, stale');
}
