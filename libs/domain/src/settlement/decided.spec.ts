import { expect, test } from '@jest/globals';
import { betShapes } from '@stakelog/testing';
import * as fc from 'fast-check';
import { compare, one, zero } from './fraction';
import { schemeReturn } from '../ticket/scheme';
import { isDecided, type LegWorth } from './decided';

const seed = Number(process.env['LAWS_SEED'] ?? 20_261_122);

test('a bet is decided where its return is the same whatever its open legs bring', () => {
  const worths = fc.array(fc.constantFrom<LegWorth>('ZERO', 'SOME', 'OPEN'), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(
    fc.property(betShapes(6), worths, ({ positions, sizes }, legs) => {
      const scheme = { positions, sizes };
      const returnWith = (open: typeof one) =>
        schemeReturn(
          scheme,
          legs.map((worth) => (worth === 'ZERO' ? zero : worth === 'SOME' ? one : open)),
        );
      const isSame = compare(returnWith(zero), returnWith(one)) === 0;
      expect(isDecided(scheme, legs)).toBe(isSame);
    }),
    { seed, numRuns: 2_000 },
  );
});
