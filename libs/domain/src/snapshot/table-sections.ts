import type { FixtureId, LimitPolicyChanged, MarketId, OutcomeId } from '@stakelog/contracts';
import type { AdoptedTo, MarketTable, RelevantFact } from '../market/market-table';
import type {
  Fixture,
  Market,
  Outcome,
  ResultInForce,
  VoidWindow,
  Withdrawal,
} from '../market/market';
import type { Liveness } from '../market/producers';
import { mapped, section, type Section } from './section';

/** Rises when a section changes; then snapshots of builds before are not read. */
export const tableSnapshotVersion = 1;

type Standing = { readonly vector: readonly AdoptedTo[]; readonly ignored: number };

const standing = section<MarketTable, Standing>(
  'standing',
  ({ vector, ignored }) => [{ vector, ignored }],
  (table, { vector, ignored }) => {
    table.ignored = ignored;
    for (const [partition, { next, crc }] of vector.entries()) table.advance(partition, next, crc);
  },
);

/** Versions rise: the last is the one in force. */
const policies = section<MarketTable, LimitPolicyChanged>(
  'policies',
  (table) => table.policies.values(),
  (table, policy) => {
    table.policies.set(policy.policyVersion, policy);
    table.policy = policy;
  },
);

type MarketRow = Omit<Market, 'outcomes' | 'results' | 'windows' | 'withdrawals'> & {
  readonly outcomes: readonly (readonly [OutcomeId, Outcome])[];
  readonly results: readonly (readonly [OutcomeId, ResultInForce])[];
  readonly windows: readonly (readonly [string, VoidWindow])[];
  readonly withdrawals: readonly (readonly [OutcomeId, Withdrawal])[];
};

const marketRow = (market: Market): MarketRow => ({
  ...market,
  outcomes: [...market.outcomes],
  results: [...market.results],
  windows: [...market.windows],
  withdrawals: [...market.withdrawals],
});

const restoredMarket = ({
  outcomes,
  results,
  windows,
  withdrawals,
  ...row
}: MarketRow): Market => ({
  ...row,
  outcomes: new Map(outcomes),
  results: new Map(results),
  windows: new Map(windows),
  withdrawals: new Map(withdrawals),
});

const markets = section<MarketTable, MarketRow>(
  'markets',
  (table) => mapped(table.markets.values(), marketRow),
  (table, row) => table.markets.set(row.marketId, restoredMarket(row)),
);

type FixtureRow = Omit<Fixture, 'markets'> & {
  readonly fixtureId: FixtureId;
  readonly markets: readonly MarketId[];
};

const fixtures = section<MarketTable, FixtureRow>(
  'fixtures',
  (table) => mapped(table.fixtures.values(), (each) => ({ ...each, markets: [...each.markets] })),
  (table, row) => table.fixtures.set(row.fixtureId, { ...row, markets: new Set(row.markets) }),
);

const producers = section<MarketTable, readonly [string, Liveness]>(
  'producers',
  (table) => table.producers.liveness,
  (table, [name, liveness]) => table.producers.liveness.set(name, liveness),
);

/** What a partition that stands further back has still to adopt: all of it, for any that may come. */
const relevant = section<MarketTable, RelevantFact>(
  'relevant',
  (table) => table.relevant.flat(),
  (table, fact) => table.relevant[fact.at.partition]?.push(fact),
);

/** The whole table of markets, in the order of restoring. */
export const tableSections: readonly Section<MarketTable>[] = [
  standing,
  policies,
  markets,
  fixtures,
  producers,
  relevant,
];
