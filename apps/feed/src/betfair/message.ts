import { z } from 'zod';

const id = z.union([z.string().min(1).max(32), z.int()]).transform(String);
const price = z.number().min(0).max(1_000_000);
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const RunnerDefinition = z.object({
  id,
  hc: z.number().nullish(),
  name: z.string().nullish(),
  status: z.enum(['ACTIVE', 'WINNER', 'LOSER', 'PLACED', 'REMOVED', 'REMOVED_VACANT', 'HIDDEN']),
  sortPriority: z.int().default(0),
  adjustmentFactor: z.number().min(0).max(100).nullish(),
  removalDate: instant.nullish(),
  /** A starting price that never came about is the text NaN. */
  bsp: z.union([z.number(), z.string()]).nullish(),
});

const MarketDefinition = z.object({
  eventId: id,
  eventTypeId: id,
  competitionId: id.optional(),
  eventName: z.string().optional(),
  name: z.string().optional(),
  countryCode: z.string().optional(),
  marketType: z.string().min(1).max(64),
  bettingType: z.string().default('ODDS'),
  numberOfWinners: z.int().min(0).max(1_000).default(1),
  eachWayDivisor: z.number().positive().optional(),
  openDate: instant.optional(),
  marketTime: instant,
  status: z.enum(['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED']),
  inPlay: z.boolean().default(false),
  betDelay: z.number().min(0).max(600).default(0),
  version: z.int().min(0).default(0),
  runners: z.array(RunnerDefinition).max(1_000),
});

const priceSizes = z.array(z.tuple([price, z.number()])).nullish();
const levels = z.array(z.tuple([z.int(), price, z.number()])).nullish();

/** Null means unchanged, as everywhere in the stream. */
const RunnerChange = z.object({
  id,
  hc: z.number().nullish(),
  ltp: price.nullish(),
  tv: z.number().nullish(),
  atb: priceSizes,
  atl: priceSizes,
  batb: levels,
  batl: levels,
  bdatb: levels,
  bdatl: levels,
});

const MarketChange = z.object({
  id,
  img: z.boolean().nullish(),
  marketDefinition: MarketDefinition.nullish(),
  rc: z.array(RunnerChange).nullish(),
});

/** One line of a Betfair stream, as far as it means something here; what else it holds is ignored. */
export const StreamMessage = z.object({
  op: z.string(),
  pt: z.int().min(0),
  ct: z.string().optional(),
  mc: z.array(z.unknown()).nullish(),
});

export { MarketChange };
export type MarketChange = z.infer<typeof MarketChange>;
export type MarketDefinition = z.infer<typeof MarketDefinition>;
export type RunnerDefinition = z.infer<typeof RunnerDefinition>;
export type RunnerChange = z.infer<typeof RunnerChange>;
