import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import { played } from './played';
import { stateDump } from './state-dump';

/** Small chunks, so that settlement work stays open between batches. */
const chunk = limits.settlementsPerBatchMax;
beforeAll(() => void Object.assign(limits, { settlementsPerBatchMax: 1 }));
afterAll(() => void Object.assign(limits, { settlementsPerBatchMax: chunk }));

describe('the log', () => {
  test('histories leave settlement work open', () => {
    let workOpen = 0;
    law((steps) => {
      const [desk] = played(steps);
      workOpen += desk?.batches.filter(({ opening }) => opening.workOpen > 0).length ?? 0;
    });
    expect(workOpen).toBeGreaterThan(10);
  });

  test('a dump of the state leaves nothing out', () => {
    const [desk] = played([]);
    // What a log or its reader brings, and what no decision changes.
    const given = ['partition', 'partitions', 'table', 'rules'];
    const kept = Object.keys(desk?.state ?? {}).filter((name) => !given.includes(name));
    expect(Object.keys(desk === undefined ? {} : stateDump(desk.state)).toSorted()).toEqual(
      kept.toSorted(),
    );
  });

  test('law 17: the fold of the log is the live state, wherever it is cut', () => {
    law((steps) => {
      for (const desk of played(steps, { partitions: 2, commandsMax: 3 })) {
        expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
      }
      played(steps, {
        commandsMax: 3,
        after: (desk) => {
          const isCut = desk.batches.length % 7 === 0;
          expect(stateDump(isCut ? desk.folded() : desk.state)).toEqual(stateDump(desk.state));
        },
      });
    });
  });

  test('law 16: deciding every batch again gives the identical events', () => {
    law((steps) => {
      for (const desk of played(steps, { partitions: 2, commandsMax: 2 }))
        expect(desk.redecided()).toEqual(desk.batches.map(({ decisions }) => decisions));
    });
  });
});
