import type { CashOutState, FixtureStatus, StopTarget, TradingState } from '@stakelog/contracts';

/** Market status. Settled and cancelled close the market, and neither results nor voids it. */
export const tradingStates: Readonly<Record<string, TradingState>> = {
  '1': 'OPEN',
  '0': 'INACTIVE',
  '-1': 'SUSPENDED',
  '-2': 'HANDED_OVER',
  '-3': 'CLOSED',
  '-4': 'CLOSED',
};

export const cashOutStates: Readonly<Record<string, CashOutState>> = {
  '1': 'AVAILABLE',
  '-1': 'SUSPENDED',
  '-2': 'NOT_OFFERED',
};

/** The status that a bet stop may name; suspended where it names none. */
export const stopTarget = (status: string | undefined): StopTarget =>
  status === '0' ? 'INACTIVE' : 'SUSPENDED';

/** Status of a sport event. */
export const fixtureStatuses: Readonly<Record<string, FixtureStatus>> = {
  '0': 'NOT_STARTED',
  '1': 'LIVE',
  '2': 'SUSPENDED',
  '3': 'ENDED',
  '4': 'CLOSED',
  '5': 'CANCELLED',
  '6': 'DELAYED',
  '7': 'INTERRUPTED',
  '8': 'POSTPONED',
  '9': 'ABANDONED',
};

/** The contest has begun and is not over. */
export const isInPlay = (status: FixtureStatus): boolean =>
  status === 'LIVE' || status === 'SUSPENDED' || status === 'INTERRUPTED';

/** What a fixture change says beside new times. */
export const FIXTURE_CANCELLED = '3';

/** Names of producers in the addresses of the API. */
export const productNames: Readonly<Record<string, string>> = {
  '1': 'liveodds',
  '3': 'pre',
  '4': 'betpal',
  '5': 'premium_cricket',
  '6': 'vf',
  '7': 'wns',
  '8': 'vbl',
  '9': 'vto',
  '10': 'vdr',
  '11': 'vhc',
  '12': 'vti',
  '15': 'vci',
  '17': 'vbi',
};

export type LineMarket = {
  readonly settlement: 'ASIAN_HANDICAP' | 'ASIAN_TOTAL';
  readonly specifier: 'hcp' | 'total';
  /** Home or over, then away or under. */
  readonly sides: readonly [string, string];
};

const handicap: LineMarket = {
  settlement: 'ASIAN_HANDICAP',
  specifier: 'hcp',
  sides: ['1714', '1715'],
};
const total: LineMarket = { settlement: 'ASIAN_TOTAL', specifier: 'total', sides: ['12', '13'] };

/**
 * Markets on a line of the whole contest's score: handicap and total, of regular time, with overtime,
 * with extra innings, with overtime and penalties. Lines of periods, sets and the like are left to
 * the declared factors, since the fixture's score does not decide them.
 */
export const lineMarkets: Readonly<Record<string, LineMarket>> = {
  '16': handicap,
  '18': total,
  '223': handicap,
  '225': total,
  '256': handicap,
  '258': total,
  '410': handicap,
  '412': total,
};
