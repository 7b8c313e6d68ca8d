import type { ApiClient } from './api-client.mts';

/** An outcome that can be bet on now, at these odds. */
export type Offer = {
  readonly fixtureId: string;
  readonly marketId: string;
  readonly outcomeId: string;
  readonly odds: number;
  readonly inPlay: boolean;
  readonly name: string;
  /** Each-way bets are taken. */
  readonly hasPlaceTerms: boolean;
};

type Outcome = { outcomeId: string; name: string; state: string; odds?: number };
type Market = {
  marketId: string;
  name: string;
  tradingState?: string;
  override: string;
  inPlay: boolean;
  placeTerms?: object;
  fixtureId: string;
  outcomes: Outcome[];
};
type Fixture = { fixtureId: string; status: string; name: string };
type Fixtures = { fixtures: Fixture[]; next?: string };

const over = new Set(['ENDED', 'CLOSED', 'CANCELLED', 'ABANDONED', 'POSTPONED']);

/** Everything that is open of the fixtures that begin at or after a time. */
export async function openOffer(api: ApiClient, fromMs: number): Promise<Offer[]> {
  const fixtures = await fixturesFrom(api, fromMs);
  const offers: Offer[] = [];
  for (const { fixtureId, name } of fixtures) {
    const { status, body } = await api.ask(
      'GET',
      `/v1/fixtures/${encodeURIComponent(fixtureId)}/markets`,
    );
    if (status === 200)
      offers.push(
        ...(body as { markets: Market[] }).markets.flatMap((market) => offersOf(market, name)),
      );
  }
  return offers;
}

async function fixturesFrom(api: ApiClient, fromMs: number): Promise<Fixture[]> {
  const found: Fixture[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const at = cursor === '' ? '' : `&cursor=${cursor}`;
    const { status, body } = await api.ask('GET', `/v1/fixtures?limit=200&from=${fromMs}${at}`);
    if (status !== 200) return found;
    const { fixtures, next } = body as Fixtures;
    found.push(...fixtures.filter((fixture) => !over.has(fixture.status)));
    cursor = next;
  }
  return found;
}

function offersOf(market: Market, fixture: string): Offer[] {
  const { marketId, fixtureId, inPlay, tradingState, override, outcomes } = market;
  const hasPlaceTerms = market.placeTerms !== undefined;
  if (tradingState !== 'OPEN' || override !== 'NONE') return [];
  return outcomes.flatMap(({ outcomeId, name, state, odds }) =>
    state === 'ACTIVE' && odds !== undefined
      ? [
          {
            fixtureId,
            marketId,
            outcomeId,
            odds,
            inPlay,
            hasPlaceTerms,
            name: `${fixture}, ${market.name}: ${name}`,
          },
        ]
      : [],
  );
}

/** A ticket of one win single. */
export const singleTicket = (
  { marketId, outcomeId, odds }: Pick<Offer, 'marketId' | 'outcomeId' | 'odds'>,
  stake: number,
  policy: 'NONE' | 'BETTER' | 'ANY' = 'ANY',
) => ({
  selections: [{ marketId, outcomeId, odds }],
  bets: [{ kind: 'SINGLE', positions: [{ selections: [0] }], stake, lines: 1 }],
  priceChange: { policy },
});
