import { limits, minorUnits, words, type BetKind, type TicketBet } from '@stakelog/contracts';
import { namedSystems, sizesOf, type SystemName } from '@stakelog/domain';
import { z } from 'zod';

const INT_MAX = 2 ** 31 - 1;

const index = z
  .int()
  .min(0)
  .max(limits.selectionsPerTicketMax - 1);
const chosen = z.array(index).min(1).max(limits.selectionsPerTicketMax);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a constant table, never none
const systemNames = Object.keys(namedSystems) as [SystemName, ...SystemName[]];

const Shape = z.strictObject({
  kind: z.enum(words['bet-kind']).optional().meta({
    description: 'left out: SYSTEM with system or sizes, else by the number of positions',
  }),
  system: z.enum(systemNames).optional().meta({ description: 'full cover by name, for its sizes' }),
  sizes: z
    .array(z.int().min(1).max(limits.legsPerBetMax))
    .max(limits.legsPerBetMax)
    .optional()
    .meta({ description: 'fold sizes of a SYSTEM, bankers counted: [2] is all doubles' }),
  eachWay: z.boolean().default(false),
  positions: z
    .array(
      z.strictObject({
        selections: chosen.meta({ description: 'several are alternatives (ways)' }),
        banker: z.boolean().default(false).meta({ description: 'in every line' }),
      }),
    )
    .min(1)
    .max(limits.legsPerBetMax)
    .optional(),
  selections: chosen
    .optional()
    .meta({ description: 'short for positions of one selection each, no bankers' }),
  stake: z.int().positive().meta({ description: 'minor units of the account’s currency' }),
  stakeMode: z
    .enum(words['stake-mode'])
    .default('UNIT')
    .meta({ description: 'UNIT: stake is per line, each-way twice; TOTAL: for the whole bet' }),
  lines: z.int().min(1).max(INT_MAX).optional().meta({
    description:
      'checksum: the number of combinations you expect, each-way may count twice; a SYSTEM must state it',
  }),
  funding: z.enum(words.funding).default('CASH'),
  freeBetId: z.string().min(1).max(limits.textLengthMax).optional(),
});

type Shape = z.output<typeof Shape>;

/** One stake instruction of a ticket, as a client may write it. */
export const BetBody = Shape.superRefine((bet, context) => {
  for (const { path, message } of faults(bet))
    context.addIssue({ code: 'custom', path: [path], message });
});

export type BetBody = Shape;

/** The bet as the log has it: the name spelled out in sizes, the short form in positions. */
export function ticketBet(bet: BetBody): TicketBet {
  const positions = positionsOf(bet);
  const kind = kindOf(bet);
  const { eachWay, stake, stakeMode, funding, freeBetId = null } = bet;
  return {
    kind,
    sizes: kind === 'SYSTEM' ? sizesIn(bet).toSorted((left, right) => left - right) : [],
    eachWay,
    positions,
    stake: minorUnits(stake),
    stakeMode,
    lines: bet.lines ?? accumulatorLines(positions),
    funding,
    freeBetId,
  };
}

export const positionsOf = ({ positions, selections = [] }: BetBody): TicketBet['positions'] =>
  positions ?? selections.map((selection) => ({ selections: [selection], banker: false }));

const sizesIn = ({ system, sizes = [] }: BetBody): readonly number[] =>
  system === undefined ? sizes : sizesOf(system);

function kindOf(bet: BetBody): BetKind {
  if (bet.kind !== undefined) return bet.kind;
  const count = positionsOf(bet).length;
  if (bet.system !== undefined || (bet.sizes?.length ?? 0) > 0) return 'SYSTEM';
  return count === 1 ? 'SINGLE' : 'MULTIPLE';
}

/** One fold over all positions. What passes the caps is refused by them, whatever its exact number. */
function accumulatorLines(positions: TicketBet['positions']): number {
  const lines = positions.reduce((product, { selections }) => product * selections.length, 1);
  return Math.min(lines, INT_MAX);
}

type Fault = { readonly path: keyof Shape; readonly message: string };

/** What breaks the form of its kind. Legality on the market is the decider's. */
function faults(bet: Shape): readonly Fault[] {
  if ((bet.positions === undefined) === (bet.selections === undefined))
    return [{ path: 'positions', message: 'state either positions or selections' }];
  const all = positionsOf(bet).flatMap(({ selections }) => selections);
  const twice: readonly Fault[] =
    new Set(all).size < all.length
      ? [{ path: bet.positions ? 'positions' : 'selections', message: 'names a selection twice' }]
      : [];
  const token: readonly Fault[] =
    (bet.funding === 'FREE_BET') === (bet.freeBetId !== undefined)
      ? []
      : [{ path: 'freeBetId', message: 'goes with funding FREE_BET, and only with it' }];
  return [...twice, ...token, ...(kindOf(bet) === 'SYSTEM' ? inSystem(bet) : inAccumulator(bet))];
}

function inAccumulator(bet: Shape): readonly Fault[] {
  const count = positionsOf(bet).length;
  const sizes = bet.sizes ?? [];
  if ((kindOf(bet) === 'SINGLE') !== (count === 1))
    return [{ path: 'kind', message: 'a SINGLE has one position, a MULTIPLE at least two' }];
  if (bet.system !== undefined) return [{ path: 'system', message: 'names a SYSTEM' }];
  if (sizes.length > 1 || (sizes.length === 1 && sizes[0] !== count))
    return [{ path: 'sizes', message: 'belongs to a SYSTEM' }];
  return [];
}

function inSystem(bet: Shape): readonly Fault[] {
  const positions = positionsOf(bet);
  const bankers = positions.filter(({ banker }) => banker).length;
  const found: Fault[] = [];
  if (bet.lines === undefined)
    found.push({ path: 'lines', message: 'a SYSTEM states its lines: the checksum' });
  if (bet.system !== undefined) {
    const { positions: named } = namedSystems[bet.system];
    if ((bet.sizes ?? []).length > 0)
      found.push({ path: 'sizes', message: 'the name says the sizes' });
    if (named !== positions.length || bankers > 0)
      found.push({ path: 'system', message: `${bet.system} has ${named} positions, no banker` });
    return found;
  }
  const sizes = bet.sizes ?? [];
  const [least, most] = [Math.max(1, bankers), positions.length];
  if (sizes.length === 0) found.push({ path: 'sizes', message: 'a SYSTEM has sizes or a name' });
  if (new Set(sizes).size < sizes.length)
    found.push({ path: 'sizes', message: 'names a size twice' });
  if (sizes.some((size) => size < least || size > most))
    found.push({ path: 'sizes', message: `sizes are ${least} to ${most}: bankers to positions` });
  return found;
}
