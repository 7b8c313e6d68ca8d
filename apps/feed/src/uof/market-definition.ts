import {
  outcomeId,
  type MarketDefined,
  type OutcomeDefinition,
  type OutcomeId,
} from '@stakelog/contracts';
import { ascii } from '../input/ascii';
import { lineMarkets } from './codes';
import { worded, type MarketDescription, type Wording } from './descriptions';
import { exactDecimal } from './exact-decimal';
import type { MarketIdentity } from './market-identity';
import type { UofFixture } from './uof-fixture';

type Source = 'producerId' | 'session' | 'sourceId' | 'sourceAtMs' | 'receivedAtMs';

/** What is asked on a fixture, with the outcomes of its description and those seen in messages. */
export function marketDefined(
  { marketId, typeId, specifiers }: MarketIdentity,
  fixture: UofFixture,
  description: MarketDescription | undefined,
  seen: Iterable<OutcomeId>,
  names: ReadonlyMap<string, string>,
): Omit<MarketDefined, Source> {
  const competitors = fixture.competitors.map(({ name }) => name);
  const wording: Wording = { specifiers, competitors, fixture: fixture.name, names };
  const described = [...(description?.outcomes.keys() ?? [])].map(outcomeId);
  const ids = [...new Set([...described, ...seen])];
  const line = lineOf(typeId, specifiers);
  const outcomes = ids.map((id, index): OutcomeDefinition => {
    const template = description?.outcomes.get(id) ?? names.get(id) ?? id;
    const { name, ...more } = line?.outcome(id, fixture) ?? { competitorId: null, line4: null };
    const worth = name ?? ascii(worded(template, wording));
    return { outcomeId: id, name: worth === '' ? id : worth, ...more, sortPriority: index + 1 };
  });
  const name = ascii(worded(description?.name ?? `Market ${typeId}`, wording));
  return {
    type: 'MarketDefined',
    marketId,
    fixtureId: fixture.id,
    marketType: `uof:${typeId}`,
    specifiers,
    name: name === '' ? `Market ${typeId}` : name,
    groups: description === undefined ? ['all'] : [...description.groups],
    numberOfWinners: 1,
    placeTerms: null,
    settlement: line?.settlement ?? 'DECLARED',
    scoreBasis: 'FULL',
    reductionMethod: 'NONE',
    antePost: false,
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes,
  };
}

type OnLine = {
  readonly name?: string;
  readonly competitorId: string | null;
  readonly line4: number | null;
};

/** How a market on a line is settled from a score; undefined where it is none, or its line is no quarter. */
function lineOf(typeId: string, specifiers: Readonly<Record<string, string>>) {
  const market = lineMarkets[typeId];
  const written = specifiers[market?.specifier ?? ''] ?? '';
  const value = exactDecimal(written.replace(/^[+-]/u, ''));
  if (market === undefined || value === undefined || (4n * value.num) % value.den !== 0n)
    return undefined;
  const quarters = Number((4n * value.num) / value.den);
  const line4 = written.startsWith('-') && quarters > 0 ? -quarters : quarters;
  const { settlement, sides } = market;
  return {
    settlement,
    outcome(id: string, fixture: UofFixture): OnLine {
      const side = sides.indexOf(id);
      if (side < 0) return { competitorId: null, line4: null };
      if (settlement === 'ASIAN_TOTAL')
        return { name: `${side === 0 ? 'Over' : 'Under'} ${written}`, competitorId: null, line4 };
      const of = side === 0 ? 'HOME' : 'AWAY';
      const competitor = fixture.competitors.find((known) => known.side === of);
      const own = side === 0 || line4 === 0 ? line4 : -line4;
      return { competitorId: competitor?.id ?? null, line4: own };
    },
  };
}
