import {
  decimalOdds,
  marketId,
  outcomeId,
  utcMs,
  type MarketDefined,
  type OddsChanged,
} from '@stakelog/contracts';
import { expect, it } from '@jest/globals';
import { contentHash } from './content-hash';

it('compares what facts say, not when or by whom, nor the order of specifiers', () => {
  const defined = {
    type: 'MarketDefined',
    specifiers: { total: '2.5', half: '1' },
  } as unknown as MarketDefined;
  const again = {
    ...defined,
    specifiers: { half: '1', total: '2.5' },
    session: 9,
    receivedAtMs: utcMs(9),
  };
  expect(contentHash(again)).toBe(contentHash(defined));
  const other = { ...defined, specifiers: { half: '2', total: '2.5' } };
  expect(contentHash(other)).not.toBe(contentHash(defined));
});

const price = (outcome: string, odds: number | null) => ({
  outcomeId: outcomeId(outcome),
  odds: odds === null ? null : decimalOdds(odds),
  fraction: null,
  probPpb: null,
});

const changed: OddsChanged = {
  type: 'OddsChanged',
  producerId: 'feed',
  session: 1,
  sourceId: 'x',
  sourceAtMs: utcMs(1),
  receivedAtMs: utcMs(2),
  marketId: marketId('m'),
  marketVersion: 7,
  outcomes: [price('home', 25_000), price('away', 16_000)],
};

it.each<{ what: string; other: Partial<OddsChanged> }>([
  { what: 'another producer', other: { producerId: 'feeds' } },
  { what: 'another market', other: { marketId: marketId('n') } },
  { what: 'another version', other: { marketVersion: 8 } },
  { what: 'a version that differs in its upper half', other: { marketVersion: 7 + 2 ** 32 } },
  { what: 'another price', other: { outcomes: [price('home', 25_001), price('away', 16_000)] } },
  { what: 'no price', other: { outcomes: [price('home', null), price('away', 16_000)] } },
  { what: 'another order', other: { outcomes: [price('away', 16_000), price('home', 25_000)] } },
  { what: 'one outcome less', other: { outcomes: [price('home', 25_000)] } },
  { what: 'a text divided elsewhere', other: { producerId: 'fee', marketId: marketId('dm') } },
])('tells $what', ({ other }) =>
  expect(contentHash({ ...changed, ...other })).not.toBe(contentHash(changed)),
);

it('is as good as random: of 100,000 facts hardly any two have the same', () => {
  const hashes = Array.from({ length: 100_000 }, (_, version) =>
    contentHash({
      ...changed,
      marketVersion: version % 500,
      outcomes: [price('home', 10_100 + version)],
    }),
  );
  expect(new Set(hashes).size).toBeGreaterThan(99_990);
});
