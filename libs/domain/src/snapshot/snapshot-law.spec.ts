import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import type { Desk } from '../laws/desk';
import { played } from '../laws/played';
import { stateDump } from '../laws/state-dump';
import { MarketTable } from '../market/market-table';
import { PartitionState } from '../partition/partition-state';
import { partitionSections } from './partition-sections';
import type { Section } from './section';
import { tableSections } from './table-sections';

/** Small chunks, so that settlement work stays open between batches. */
const chunk = limits.settlementsPerBatchMax;
beforeAll(() => void Object.assign(limits, { settlementsPerBatchMax: 1 }));
afterAll(() => void Object.assign(limits, { settlementsPerBatchMax: chunk }));

/** Through rows that share nothing with what they were made of. */
function copied<State>(sections: readonly Section<State>[], from: State, into: State): State {
  for (const { rows, restore } of sections)
    for (const row of structuredClone([...rows(from)])) restore(into, [row]);
  return into;
}

const copyOf = (state: PartitionState, partition: number, partitions: number): PartitionState => {
  const table = copied(tableSections, state.table, new MarketTable(state.table.vector.length));
  return copied(partitionSections, state, new PartitionState(partition, partitions, table));
};

const decisionsFrom = ({ batches }: Desk, from: number) =>
  batches.slice(from).map(({ decisions }) => decisions);

/** What a decided leg was worth is lost where it was decided otherwise since; then its quote is refused. */
const withoutStandings = (state: PartitionState) => ({
  ...stateDump(state),
  cashOutQuotes: [...state.cashOutQuotes].map(([id, { standings, ...quote }]) => ({
    id,
    open: standings.map((standing) => standing === null),
    ...quote,
  })),
  cashOutHolds: [...state.cashOutHolds.keys()],
});

/** A few places to cut a history at, its ends among them. */
const cuts = ({ batches }: Desk) =>
  [0, 1, Math.floor(batches.length / 3), Math.floor(batches.length / 2), batches.length - 1].filter(
    (cut, index, all) => cut >= 0 && cut <= batches.length && all.indexOf(cut) === index,
  );

describe('a snapshot', () => {
  test('leaves nothing out of a partition or of a table', () => {
    const table = new MarketTable(1);
    const given = ['partition', 'partitions', 'table'];
    const standing = [
      'rules',
      'decidedAtMs',
      'nextOffset',
      'commandsNext',
      'commandsCrc',
      'oddsNext',
    ];
    const state = Object.keys(new PartitionState(0, 1, table));
    expect(
      [...partitionSections.map(({ name }) => name), ...given, ...standing].toSorted(),
    ).toEqual([...state, 'standing'].toSorted());
    const inStanding = ['vector', 'ignored', 'policy'];
    expect([...tableSections.map(({ name }) => name), ...inStanding].toSorted()).toEqual(
      [...Object.keys(table), 'policy', 'standing']
        .filter((name, index, all) => all.indexOf(name) === index)
        .toSorted(),
    );
  });

  test('I19: a snapshot at any batch and the tail are the fold from 0, and decide the same', () => {
    let cutWithWork = 0;
    law((steps) => {
      for (const [partition, desk] of played(steps, { partitions: 2, commandsMax: 3 }).entries())
        for (const cut of cuts(desk)) {
          const atCut = copyOf(desk.folded(cut), partition, 2);
          expect(stateDump(atCut)).toEqual(stateDump(desk.folded(cut)));
          if (atCut.work.size > 0) cutWithWork++;
          expect(stateDump(desk.foldOnto(atCut, cut))).toEqual(stateDump(desk.state));
          const decided = desk.redecidedOn(copyOf(desk.folded(cut), partition, 2), cut);
          expect(decided).toEqual(decisionsFrom(desk, cut));
        }
    }, 20);
    expect(cutWithWork).toBeGreaterThan(3);
  });

  test('a tail folds the same where the table was restored further ahead', () => {
    law((steps) => {
      const [desk] = played(steps, { commandsMax: 3 });
      if (desk === undefined) return;
      for (const cut of cuts(desk)) {
        const early = desk.folded(cut);
        const ahead = copied(tableSections, desk.table, new MarketTable(2));
        const state = copied(partitionSections, early, new PartitionState(0, 1, ahead));
        expect(withoutStandings(desk.foldOnto(state, cut))).toEqual(withoutStandings(desk.state));
      }
    }, 20);
  });
});
