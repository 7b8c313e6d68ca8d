import type { Bout, Fault } from './harness/fault.mts';

const suspendedWithinMs = 30_000;

/** One fact, wherever and however often it comes; other content raises the alarm and suspends the fixture. */
export const f43: Fault = {
  id: 'F43',
  name: 'one sourceId again: the same content, after a restart, on two instances; other content',
  run: repeat,
};

async function repeat({ system, load, seed, note, expect }: Bout): Promise<void> {
  const [market, other] = load.offer.markets;
  if (market === undefined || other === undefined) throw new Error('there is no market');
  const feed = system.app('feed');
  const sourceId = `again-${seed}-${Date.now()}`;
  const atMs = Date.now();
  const same = { ...market, odds: { home: 21_000, away: 22_000 } };
  const posted = async (name: string) => {
    let answer = await load.offer.postAs(sourceId, same, atMs, name);
    const isTaken = async () => {
      answer = await load.offer.postAs(sourceId, same, atMs, name);
      return answer?.status === 201;
    };
    if (answer?.status !== 201) expect(await load.until(isTaken, 60_000), `${name} takes the fact`);
    return answer?.text ?? 'nothing';
  };
  const answers = [await posted('feed'), await posted('feed')];
  await feed.kill();
  expect(await feed.becomesReady(), 'the feed comes back');
  answers.push(await posted('feed'));
  await system.add('feed', 'feed-b');
  answers.push(await posted('feed-b'));
  expect(new Set(answers).size === 1, `one fact has one place, not ${answers.join(' ')}`);
  expect(await feed.becomesReady(), 'the feed comes back from losing its sessions');
  await conflict(
    { system, load, note, expect },
    { ...same, odds: { home: 31_000, away: 12_000 } },
    sourceId,
    atMs,
  );
  note(`${answers.length} posts of one fact landed at ${answers[0]}`);
}

type Market = Bout['load']['offer']['markets'][number];

async function conflict(
  { system, load, note, expect }: Pick<Bout, 'system' | 'load' | 'note' | 'expect'>,
  market: Market,
  sourceId: string,
  atMs: number,
): Promise<void> {
  const conflicts = async () =>
    (await system.app('feed').metric('stakelog_source_id_conflicts_total')) ?? 0;
  let answer = await load.offer.postAs(sourceId, market, atMs);
  const isRefused = async () => {
    answer = await load.offer.postAs(sourceId, market, atMs);
    return answer?.status === 409;
  };
  if (answer?.status !== 409)
    expect(await load.until(isRefused, 60_000), `other content is refused, but ${answer?.status}`);
  expect((await conflicts()) > 0, 'the alarm’s metric counts it');
  const isSuspended = async () => (await load.reasonOf(0))?.includes('MARKET_SUSPENDED') === true;
  expect(await load.until(isSuspended, suspendedWithinMs), 'the fixture takes no bets');
  const reason = await load.reasonOf(1);
  expect(reason === undefined, `other fixtures go on, but one was refused: ${reason}`);
  note('other content under the sourceId suspended the fixture');
  const [first] = load.offer.markets;
  if (first !== undefined) await load.offer.snapshot(first);
  const isBack = async () => (await load.reasonOf(0)) === undefined;
  expect(await load.until(isBack, suspendedWithinMs), 'a later full state opens it again');
}
