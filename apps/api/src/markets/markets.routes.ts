import { limits, words } from '@stakelog/contracts';
import { z } from 'zod';
import {
  FactAnswer,
  FixtureAnswer,
  FixturesAnswer,
  MarketAnswer,
  MarketsAnswer,
  PricesAnswer,
} from '../http/offer-schemas';
import { route } from '../http/route';
import { pageQuery } from '../reading/cursor';

const id = z.string().min(1).max(limits.textLengthMax);
const reason = z.string().min(1).max(limits.textLengthMax).meta({ description: 'why; recorded' });
const read = { method: 'GET', access: 'public', tag: 'Offer', positioned: true } as const;
const same = { description: 'As you have it.' };
const Market = z.strictObject({ marketId: id });
const Fixture = z.strictObject({ fixtureId: id });
const frac = z.strictObject({ num: z.int().min(0), den: z.int().positive() });

export const MarketReasonBody = z.strictObject({ reason });

/** The trader's own result; what it means is checked by the feed, which knows the market. */
export const MarketResultBody = z.strictObject({
  reason,
  outcomes: z
    .array(
      z.strictObject({
        outcomeId: id,
        win: frac,
        void: frac,
        place: z.strictObject({ win: frac, void: frac }).optional(),
        position: z.strictObject({ rank: z.int().positive(), tied: z.int().positive() }).optional(),
        undecided: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(limits.pageSizeMax),
  score: z.strictObject({ home: z.int().min(0), away: z.int().min(0) }).optional(),
});

const time = z.int().min(0).optional().meta({ description: 'UTC ms; left out: no bound' });
export const VoidWindowBody = z.strictObject({ reason, fromMs: time, toMs: time });

/** The trading limits, whole. What they mean is checked by the feed, which versions them. */
export const LimitPolicyBody = z.looseObject({
  levels: z.array(z.looseObject({ level: z.enum(words['limit-level']) })).min(1),
  baseCurrency: z.string(),
});

const trading = {
  access: ['trader'],
  tag: 'Trading',
  answers: {
    201: { description: 'Recorded, with its position in the odds log.', schema: FactAnswer },
  },
  problems: ['not-found', 'feed-unavailable'],
} as const;
const act = { ...trading, method: 'POST', params: Market } as const;

export const marketsRoutes = {
  fixtures: route({
    ...read,
    path: '/v1/fixtures',
    summary: 'Fixtures by their start',
    query: z.strictObject({
      sport: id.optional(),
      from: z.coerce
        .number()
        .int()
        .min(0)
        .optional()
        .meta({ description: 'starting at or after, UTC ms' }),
      ...pageQuery,
    }),
    answers: { 200: { description: 'One page.', schema: FixturesAnswer } },
  }),
  fixture: route({
    ...read,
    path: '/v1/fixtures/{fixtureId}',
    summary: 'One fixture',
    params: Fixture,
    answers: { 200: { description: 'The fixture.', schema: FixtureAnswer }, 304: same },
    problems: ['not-found'],
  }),
  fixtureMarkets: route({
    ...read,
    path: '/v1/fixtures/{fixtureId}/markets',
    summary: 'The markets of a fixture with their books',
    params: Fixture,
    answers: { 200: { description: 'The markets.', schema: MarketsAnswer } },
    problems: ['not-found'],
  }),
  market: route({
    ...read,
    path: '/v1/markets/{marketId}',
    summary: 'A market with its book',
    params: Market,
    answers: { 200: { description: 'The market.', schema: MarketAnswer }, 304: same },
    problems: ['not-found'],
  }),
  prices: route({
    ...read,
    path: '/v1/markets/{marketId}/prices',
    summary: 'The newest price moves, newest first',
    params: Market,
    query: z.strictObject(pageQuery),
    answers: { 200: { description: 'One page.', schema: PricesAnswer } },
  }),
  suspend: route({
    ...act,
    path: '/v1/markets/{marketId}/suspend',
    summary: 'Refuse all bets on a market from now on',
    body: MarketReasonBody,
  }),
  resume: route({
    ...act,
    path: '/v1/markets/{marketId}/resume',
    summary: 'Take back a suspension',
    body: MarketReasonBody,
  }),
  result: route({
    ...act,
    path: '/v1/markets/{marketId}/result',
    summary: 'State how a market ended',
    body: MarketResultBody,
  }),
  voidWindow: route({
    ...act,
    path: '/v1/markets/{marketId}/void-window',
    summary: 'Void the bets accepted in a range of time, its end not included',
    body: VoidWindowBody,
  }),
  changeLimits: route({
    ...trading,
    method: 'PUT',
    path: '/v1/limit-policy',
    summary: 'Replace the trading limits: levels, quotas, rates, margins, bonus lines',
    body: LimitPolicyBody,
  }),
  rollback: route({
    ...act,
    path: '/v1/markets/{marketId}/rollback',
    summary: 'Take back a result; its bets are open again',
    body: MarketReasonBody,
  }),
} as const;
