import {
  type BetCommand,
  type BetPosition,
  type LegOverride,
  type TicketBet,
} from '@stakelog/contracts';
import { envelope, placeBets, single } from './build-commands';

type Command<Type extends BetCommand['type']> = Extract<BetCommand, { readonly type: Type }>;
type With<Type extends BetCommand['type']> = Partial<Omit<Command<Type>, 'type'>>;

const positionsOf = (selections: number): readonly BetPosition[] =>
  Array.from({ length: selections }, (_, index) => ({ selections: [index], banker: false }));

const choose = (from: number, size: number): number =>
  size === 0 ? 1 : (choose(from - 1, size - 1) * from) / size;

/** An accumulator in cash on the ticket's first selections. */
export const multiple = (
  stake: number,
  selections: number,
  over: Partial<TicketBet> = {},
): TicketBet => single(stake, 0, { kind: 'MULTIPLE', positions: positionsOf(selections), ...over });

/** All folds of these sizes over the ticket's first selections; the stake is the total. */
export const system = (
  stake: number,
  selections: number,
  sizes: readonly number[],
  over: Partial<TicketBet> = {},
): TicketBet =>
  single(stake, 0, {
    kind: 'SYSTEM',
    sizes,
    positions: positionsOf(selections),
    lines: sizes.reduce((sum, size) => sum + choose(selections, size), 0),
    ...over,
  });

/** One builder for each command about a bet or its price; `ms` is when it was requested. */
export const betCommands = {
  quoteBets: (
    key: string,
    ms: number,
    stake: number,
    over: With<'QuoteBets'> = {},
  ): Command<'QuoteBets'> => {
    const { type: _, ticketId: __, ...asked } = placeBets(key, ms, stake, over);
    return { ...asked, type: 'QuoteBets', quoteId: key, ...over };
  },
  quoteCashOut: (
    key: string,
    ms: number,
    betId: string,
    toShareBps = 10_000,
    over: With<'QuoteCashOut'> = {},
  ): Command<'QuoteCashOut'> => ({
    type: 'QuoteCashOut',
    ...envelope(key, ms),
    betId,
    toShareBps,
    ...over,
  }),
  cashOut: (
    key: string,
    ms: number,
    quoteId: string,
    over: With<'CashOut'> = {},
  ): Command<'CashOut'> => ({ type: 'CashOut', ...envelope(key, ms), quoteId, ...over }),
  overrideLeg: (
    key: string,
    ms: number,
    betId: string,
    result: LegOverride,
    over: With<'OverrideLeg'> = {},
  ): Command<'OverrideLeg'> => ({
    type: 'OverrideLeg',
    ...envelope(key, ms),
    actor: { kind: 'OPERATOR', id: 'subject-o' },
    betId,
    leg: 0,
    result,
    reason: 'by hand',
    ...over,
  }),
};
