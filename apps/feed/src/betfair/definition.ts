import {
  fixtureId,
  marketId,
  utcMs,
  type Competitor,
  type FixtureDefined,
  type MarketDefined,
  type PlaceTerms,
  type ReductionMethod,
  type SettlementKind,
} from '@stakelog/contracts';
import { ascii } from '../input/ascii';
import type { MarketDefinition, RunnerDefinition } from './message';
import { isAsian, runnerKey } from './runner-key';

type Source = 'producerId' | 'session' | 'sourceId' | 'sourceAtMs' | 'receivedAtMs';

const sports: Readonly<Record<string, string>> = {
  '1': 'football',
  '2': 'tennis',
  '3': 'golf',
  '4': 'cricket',
  '5': 'rugby-union',
  '6': 'boxing',
  '7': 'horse-racing',
  '1477': 'rugby-league',
  '3503': 'darts',
  '4339': 'greyhounds',
  '6422': 'snooker',
  '6423': 'american-football',
  '7511': 'baseball',
  '7522': 'basketball',
  '7524': 'ice-hockey',
};
const racing = new Set(['7', '4339']);

export const fixtureOf = (definition: MarketDefinition) => fixtureId(`bf:${definition.eventId}`);
export const marketOf = (id: string) => marketId(`bf:${id}`);

/** The fixture behind a market, from what every market of it says alike. */
export function fixtureDefined(definition: MarketDefinition): Omit<FixtureDefined, Source> {
  const { eventId, eventTypeId, competitionId, countryCode } = definition;
  const name = ascii(definition.eventName ?? `Event ${eventId}`);
  return {
    type: 'FixtureDefined',
    fixtureId: fixtureOf(definition),
    sport: sports[eventTypeId] ?? `bf:${eventTypeId}`,
    category: countryCode ?? null,
    tournamentId: `bf:${competitionId ?? `sport-${eventTypeId}`}`,
    name,
    competitors: competitors(eventId, name),
    scheduledStartMs: utcMs(definition.openDate ?? definition.marketTime),
  };
}

/** `Home v Away`, or `Away @ Home`; a race or an outright has no sides. */
function competitors(eventId: string, name: string): Competitor[] {
  const [first, second] = name.split(/ (?:v|vs|@) /u);
  if (first === undefined || second === undefined) return [];
  const [home, away] = name.includes(' @ ') ? [second, first] : [first, second];
  return [
    { id: `bf:${eventId}:home`, name: home, side: 'HOME' },
    { id: `bf:${eventId}:away`, name: away, side: 'AWAY' },
  ];
}

export function marketDefined(
  id: string,
  definition: MarketDefinition,
): Omit<MarketDefined, Source> {
  const { marketType, bettingType, runners } = definition;
  const places = placeTerms(definition);
  return {
    type: 'MarketDefined',
    marketId: marketOf(id),
    fixtureId: fixtureOf(definition),
    marketType,
    specifiers: {},
    name: ascii(definition.name ?? marketType),
    groups: [marketType],
    numberOfWinners: places === null ? definition.numberOfWinners : 1,
    placeTerms: places,
    settlement: settlementKind(definition),
    scoreBasis: 'FULL',
    reductionMethod: reductionMethod(definition),
    antePost: marketType === 'ANTEPOST_WIN',
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes: runners.map((runner) => ({
      outcomeId: runnerKey(runner, bettingType),
      name: ascii(runner.name ?? runner.id),
      competitorId: null,
      line4: isAsian(bettingType) ? Math.round((runner.hc ?? 0) * 4) : null,
      sortPriority: runner.sortPriority,
    })),
  };
}

/** In an each-way market, the stream's number of winners is the number of places. */
function placeTerms({ eachWayDivisor, numberOfWinners }: MarketDefinition): PlaceTerms | null {
  if (eachWayDivisor === undefined) return null;
  const quarters = Math.round(eachWayDivisor * 4);
  const divisor = quarters % 4 === 0 ? { num: 1, den: quarters / 4 } : { num: 4, den: quarters };
  return { places: Math.max(1, numberOfWinners), fraction: divisor };
}

function reductionMethod({ eventTypeId, marketType }: MarketDefinition): ReductionMethod {
  if (!racing.has(eventTypeId)) return 'NONE';
  if (marketType === 'WIN' || marketType === 'EACH_WAY') return 'EXCHANGE_WIN';
  return marketType === 'PLACE' || marketType === 'OTHER_PLACE' ? 'EXCHANGE_PLACE' : 'NONE';
}

function settlementKind({ bettingType, marketType, runners }: MarketDefinition): SettlementKind {
  if (!isAsian(bettingType)) return 'DECLARED';
  if (/TOTAL|GOAL|OVER_UNDER/u.test(marketType)) return 'ASIAN_TOTAL';
  return runners.some((runner) => overUnder(runner) !== undefined)
    ? 'ASIAN_TOTAL'
    : 'ASIAN_HANDICAP';
}

const overs = new Set(['7044482', '47973']);
const unders = new Set(['7044483', '47972']);

/** Which side of a line of totals a runner is, by its name or by the stream's fixed selections. */
export function overUnder({ id, name }: RunnerDefinition): 'over' | 'under' | undefined {
  if (overs.has(id) || /^over\b/iu.test(name ?? '')) return 'over';
  return unders.has(id) || /^under\b/iu.test(name ?? '') ? 'under' : undefined;
}
