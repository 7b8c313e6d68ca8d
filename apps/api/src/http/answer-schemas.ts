import { words } from '@stakelog/contracts';
import { z } from 'zod';

/** The shapes that leave this process, for the document and the specs. Values were checked on their way in. */
const id = z.string();
const money = z.int().meta({ description: 'minor units' });
const odds = z.int().meta({ description: 'decimal odds in ten-thousandths' });
const ms = z.int().meta({ description: 'UTC milliseconds' });
export const token = z.string().meta({ description: 'a position in the log: `b3:184223`' });
const frac = z.strictObject({ num: z.int(), den: z.int() });
const exact = z.strictObject({ num: z.string(), den: z.string() });

const Reason = z.strictObject({
  code: z.string().meta({ description: 'from the ordered table; see its page' }),
  level: z.enum(words['reject-level']).optional(),
  bet: z.int().optional(),
  leg: z.int().optional(),
  detail: z.string().optional(),
  type: z.string(),
});

const takenLeg = {
  marketId: id,
  outcomeId: id,
  requestedOdds: odds,
  odds,
  fraction: frac.optional(),
  oddsAt: token,
  marketVersion: z.int(),
  scoreVersion: z.int().optional(),
  placeTerms: z.strictObject({ places: z.int(), fraction: frac }).optional(),
};

const bonusTerms = z
  .array(
    z.strictObject({
      promotionId: id,
      legsMin: z.int().meta({ description: 'winning legs from which it pays' }),
      legOddsMin: odds.optional(),
      bonusBps: z.int().meta({ description: 'of the winnings, in ten-thousandths' }),
    }),
  )
  .optional();

const betShape = {
  betId: id,
  kind: z.enum(words['bet-kind']),
  system: z.string().optional().meta({ description: 'name of a full cover: LUCKY_15' }),
  stake: money,
  freeBetId: id.optional(),
  potentialReturn: money,
  maxPayout: money.optional(),
  bonusTerms,
};

const positions = z.array(z.strictObject({ selections: z.array(z.int()), banker: z.boolean() }));

const TakenBet = z.strictObject({
  ...betShape,
  sizes: z.array(z.int()).optional(),
  positions: positions.optional(),
  eachWay: z.boolean().optional(),
  lines: z.int().optional(),
  funding: z.enum(words.funding).optional(),
  legs: z.array(z.strictObject(takenLeg)),
});

const decided = { ticketId: id, decidedAtMs: ms, facts: z.array(token), policyVersion: z.int() };

/** A ticket that was decided; which of the two, `status` says. */
export const TicketAnswer = z.discriminatedUnion('status', [
  z.strictObject({
    ...decided,
    status: z.literal('ACCEPTED'),
    quoteId: id.optional(),
    bets: z.array(TakenBet),
  }),
  z.strictObject({
    ...decided,
    status: z.literal('REJECTED'),
    reasons: z.array(Reason),
    alternative: z
      .strictObject({ stakes: z.array(money).optional(), odds: z.array(odds).optional() })
      .optional(),
  }),
]);

/** Not decided yet. HELD: accepted so far, and waiting for the market's delay. */
export const Waiting = z.looseObject({
  ticketId: id.optional(),
  commandId: id.optional(),
  status: z.enum(['PENDING', 'HELD']),
  statusUrl: z.string().optional(),
  expiresAtMs: ms.optional(),
  decidedAtMs: ms.optional(),
  deadlineMs: ms.optional(),
  delay: z
    .strictObject({ marketMs: z.int(), accountMs: z.int(), appliedMs: z.int() })
    .optional()
    .meta({
      description: 'of a held ticket: its markets’ delay, the account’s, and what is waited',
    }),
});

/** The answer to a command that is no ticket: the event's fields, or the reasons of a refusal. */
export const CommandAnswerShape = z.looseObject({
  commandId: id,
  status: z.enum(['ACCEPTED', 'REJECTED']),
  decidedAtMs: ms,
  event: z.string(),
  reasons: z.array(Reason).optional(),
});

/** A reserved quote, or the first reason why there is none. */
export const QuoteAnswer = CommandAnswerShape.extend({
  quoteId: id.optional(),
  bets: z.array(z.looseObject({ odds: z.array(odds), stake: money })).optional(),
  expiresAtMs: ms.optional(),
});

export const OpenedAnswer = CommandAnswerShape.extend({
  accountId: id.optional(),
  currency: z.string().optional(),
  jurisdiction: z.string().optional(),
});

const LegResult = z.strictObject({
  win: frac,
  void: frac,
  effectiveOdds: exact.optional(),
  place: z.strictObject({ win: frac, void: frac }).optional(),
  cause: token.optional(),
  rule: z.string(),
});

const BetLeg = z.strictObject({
  ...takenLeg,
  scoreAtAcceptance: z.strictObject({ home: z.int(), away: z.int() }).optional(),
  reductionMethod: z.enum(words['reduction-method']).optional(),
  antePost: z.boolean().optional(),
  ruleSetId: id.optional(),
  result: LegResult.optional(),
  override: z
    .strictObject({ result: z.enum(words['leg-override']), reason: z.string() })
    .optional(),
});

export const BetAnswer = z.strictObject({
  ...betShape,
  ticketId: id,
  currency: z.string(),
  status: z.enum(['OPEN', 'SETTLED', 'CASHED_OUT']),
  sizes: z.array(z.int()),
  positions,
  eachWay: z.boolean(),
  lines: z.int(),
  funding: z.enum(words.funding),
  quoteId: id.optional(),
  rounding: z.enum(['HALF_UP', 'DOWN']),
  legs: z.array(BetLeg),
  acceptedAtMs: ms,
  acceptedAt: token,
  policyVersion: z.int(),
  settlement: z
    .strictObject({
      version: z.int(),
      payout: money,
      bonus: money,
      reason: z.enum(words['settle-reason']),
      exactReturn: exact,
      settledAtMs: ms,
      settledAt: token,
    })
    .optional(),
  settlementVersion: z.int(),
  cashedOutBps: z.int(),
  cashedOutAmount: money,
  openStake: money.meta({ description: 'without the shares cashed out' }),
  cashOuts: z.array(
    z.strictObject({
      quoteId: id,
      toShareBps: z.int(),
      amount: money,
      stakeClosed: money,
      atMs: ms,
      at: token,
    }),
  ),
  asOf: token,
});

/** A bet with what its undecided legs wait for. */
export const BetNowAnswer = BetAnswer.extend({
  waitingOn: z
    .array(
      z.strictObject({
        leg: z.int(),
        what: z.enum(['RESULT', 'CERTAINTY', 'SCORE', 'DEFINITION', 'POSTPONED']),
        sinceMs: ms,
      }),
    )
    .meta({ description: 'by undecided leg; empty once settled or cashed out' }),
});

/** The events of a bet: its acceptance, then every settlement, reopening, cash-out and override. */
export const BetHistoryAnswer = z.strictObject({
  betId: id,
  events: z.array(z.looseObject({ at: token, event: z.string(), atMs: ms })),
  asOf: token,
});

const Part = z.strictObject({
  odds: z.string(),
  win: z.string(),
  void: z.string(),
  multiplier: z.string(),
  arithmetic: z.string().meta({ description: 'win × odds + void = multiplier, exact fractions' }),
});

/** How a bet's return came about. */
export const ExplainAnswer = z.strictObject({
  betId: id,
  status: z.string(),
  kind: z.string(),
  lines: z.int(),
  unitStake: z.string(),
  settlementVersion: z.int(),
  legs: z.array(
    z.strictObject({
      leg: z.int(),
      marketId: id,
      outcomeId: id,
      price: z.string(),
      rule: z.string().optional(),
      cause: token.optional(),
      winPart: Part.optional(),
      placePart: Part.optional(),
    }),
  ),
  steps: z.array(z.string()).optional().meta({ description: 'missing: not settled' }),
  asOf: token,
});

const next = z.string().optional().meta({ description: 'cursor of the next page' });
export const BetsAnswer = z.strictObject({ bets: z.array(BetAnswer), next });

const walletCode = z.enum(['cash', 'held', 'open', 'bonus', 'withdrawing']);

export const WalletAnswer = z.strictObject({
  accountId: id,
  currency: z.string(),
  jurisdiction: z.string(),
  openedAtMs: ms,
  available: money,
  balances: z.record(walletCode, money),
  asOf: token,
});

export const EntriesAnswer = z.strictObject({
  entries: z.array(
    z.strictObject({
      at: token,
      eventId: id,
      event: z.string(),
      atMs: ms,
      reference: z.record(z.string(), z.string()),
      postings: z.array(z.strictObject({ code: walletCode, amount: money })),
      cash: money,
    }),
  ),
  next,
});

const Statement = { keyId: z.string(), signature: z.string() };

/** What `verify-receipt` takes; docs/operations/sealing.md says what each field is. */
export const ReceiptAnswer = z.strictObject({
  receipt: z.literal('stakelog 1'),
  bet: id,
  records: z.array(
    z.strictObject({
      role: z.enum(['event', 'odds']),
      topic: z.string(),
      partition: z.int(),
      offset: z.int(),
      appendedAtMs: z.int(),
      key: z.string().nullable(),
      leaf: z.base64(),
      value: z.base64(),
      schemaId: z.int(),
      type: z.string(),
      decoded: z.record(z.string(), z.unknown()),
      seal: z
        .strictObject({
          path: z.array(z.string()),
          checkpoint: z.strictObject({
            topic: z.string(),
            partition: z.int(),
            size: z.int(),
            root: z.string(),
            atMs: z.int(),
            ...Statement,
          }),
        })
        .nullable(),
    }),
  ),
  schemas: z.array(z.strictObject({ id: z.int(), text: z.string(), ...Statement })),
});
