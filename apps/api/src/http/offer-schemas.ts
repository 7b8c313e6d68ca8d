import { words } from '@stakelog/contracts';
import { z } from 'zod';
import { token } from './answer-schemas';

const id = z.string();
const ms = z.int().meta({ description: 'UTC milliseconds' });
const odds = z.int().meta({ description: 'decimal odds in ten-thousandths' });
const frac = z.strictObject({ num: z.int(), den: z.int() });
const factors = z.strictObject({ win: frac, void: frac });

export const FixtureAnswer = z.looseObject({
  fixtureId: id,
  sport: z.string(),
  category: z.string().optional(),
  tournamentId: id,
  name: z.string(),
  competitors: z.array(z.looseObject({ id, name: z.string(), side: z.string() })),
  scheduledStartMs: ms,
  actualStartMs: ms.optional(),
  status: z.enum(words['fixture-status']),
  score: z
    .strictObject({
      scoreVersion: z.int(),
      home: z.int(),
      away: z.int(),
      period: z.string(),
      final: z.boolean(),
    })
    .optional(),
  marketIds: z.array(id),
  asOf: token,
});

const next = z.string().optional().meta({ description: 'cursor of the next page' });
export const FixturesAnswer = z.strictObject({ fixtures: z.array(FixtureAnswer), next });

const Outcome = z.looseObject({
  outcomeId: id,
  name: z.string(),
  sortPriority: z.int(),
  state: z.enum(words['outcome-state']),
  odds: odds.optional().meta({ description: 'missing: no price' }),
  fraction: frac.optional(),
  oddsAt: token.optional(),
  result: z.looseObject({ resultVersion: z.int(), ...factors.shape }).optional(),
});

export const MarketAnswer = z.looseObject({
  marketId: id,
  fixtureId: id,
  marketType: z.string(),
  specifiers: z.record(z.string(), z.string()),
  name: z.string(),
  tradingState: z.enum(words['trading-state']).optional(),
  override: z.enum(words['override-state']),
  inPlay: z.boolean(),
  betDelayMs: z.int(),
  marketVersion: z.int(),
  resultState: z.enum(['NONE', 'PROVISIONAL', 'FINAL']),
  resultVersion: z.int(),
  outcomes: z.array(Outcome),
  asOf: token,
});

export const MarketsAnswer = z.strictObject({ markets: z.array(MarketAnswer) });

export const PricesAnswer = z.strictObject({
  prices: z.array(
    z.strictObject({
      at: token,
      sourceAtMs: ms,
      outcomes: z.array(z.strictObject({ outcomeId: id, odds: odds.optional() })),
    }),
  ),
  next,
});

/** What the trader's actions answer with. */
export const FactAnswer = z.looseObject({ position: token.optional() });
