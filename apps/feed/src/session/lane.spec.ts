import { expect, it, jest } from '@jest/globals';
import { fixtureId, utcMs, type Position } from '@stakelog/contracts';
import { Lane, passageId, type Passage } from './lane';

const passage = (n: number): Passage => ({
  key: 'f:1',
  fact: {
    type: 'ScoreChanged',
    producerId: 'acme',
    sourceId: `s${n}`,
    sourceAtMs: utcMs(0),
    fixtureId: fixtureId('f:1'),
    scoreVersion: n,
    home: n,
    away: 0,
    period: 'p',
    final: false,
  },
  landed: Promise.withResolvers<Position>(),
});

/** A lane whose broker puts every batch where the log ends, as it was when the test began. */
function laneFrom(end: number) {
  const onUnknown = jest.fn();
  const sent: number[] = [];
  let next = end;
  const append = async (_: number, records: readonly unknown[]) => {
    const baseOffset = next;
    next += records.length;
    sent.push(records.length);
    return { status: 'appended', baseOffset } as const;
  };
  const lane = new Lane(0, () => ({ key: null, value: Buffer.from('v') }), append, onUnknown);
  lane.resume();
  return { lane, onUnknown, sent };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const at = (offset: number): Position => ({ topic: 'odds.events', partition: 0, offset });

it('doubts the log that shows another record in the place of a fact that it appended', async () => {
  const { lane, onUnknown, sent } = laneFrom(5);
  const [first, second] = [passage(1), passage(2)];
  lane.push(first);
  await turn();
  lane.land(passageId(first), at(5));
  lane.saw(6);
  lane.push(second);
  await turn();
  lane.saw(6);
  expect(onUnknown).not.toHaveBeenCalled();
  lane.saw(7); // another record stands at 6
  expect(onUnknown).toHaveBeenCalledTimes(1);
  lane.saw(8);
  expect(onUnknown).toHaveBeenCalledTimes(1);
  lane.resend();
  lane.resume();
  await turn();
  expect(sent).toEqual([1, 1, 1]);
  lane.land(passageId(second), at(7));
  expect(await second.landed.promise).toEqual(at(7));
});

it('doubts it as well where the log was read past the place before the broker answered', async () => {
  const { lane, onUnknown } = laneFrom(5);
  lane.saw(9);
  lane.push(passage(1));
  await turn();
  expect(onUnknown).toHaveBeenCalledTimes(1);
});
