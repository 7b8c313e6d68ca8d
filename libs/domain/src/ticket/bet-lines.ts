import { minorUnits, type BetPosition, type MinorUnits, type TicketBet } from '@stakelog/contracts';
import { lineCount, schemeOf, type Scheme } from './scheme';

/** A bet's scheme over the selections that it uses, each once: its legs. */
export type LegScheme = {
  /** Indices of the ticket's selections, in the order of first use. */
  readonly legs: readonly number[];
  readonly scheme: Scheme;
};

/** How many lines the bet has, each-way counted once. BigInt, since nothing caps it before it is known. */
export const combinations = (bet: TicketBet): bigint =>
  isPlainSingle(bet) ? 1n : lineCount(schemeOf(bet, 0));

/** Lines charged: an each-way bet pays for both its parts. */
export const chargedLines = (bet: TicketBet): number =>
  (isPlainSingle(bet) ? 1 : Number(combinations(bet))) * (bet.eachWay ? 2 : 1);

/** What the whole bet stakes, in minor units: in UNIT mode the stated stake is one line's. */
export const totalStake = (bet: TicketBet): number =>
  bet.stakeMode === 'TOTAL' ? bet.stake : bet.stake * chargedLines(bet);

/** What the whole ticket stakes, in minor units. */
export const ticketStake = ({ bets }: { readonly bets: readonly TicketBet[] }): number =>
  bets.reduce((sum, bet) => sum + totalStake(bet), 0);

/** The bet with another stake in all, stated in its own mode. */
export function staking(bet: TicketBet, total: MinorUnits | undefined): TicketBet {
  if (total === undefined) return bet;
  if (bet.stakeMode === 'TOTAL') return { ...bet, stake: total };
  return { ...bet, stake: minorUnits(total / chargedLines(bet)) };
}

export const isPlainSingle = ({ kind, positions }: TicketBet): boolean =>
  kind === 'SINGLE' && positions.length === 1 && positions[0]?.selections.length === 1;

/** Of every single, so that the commonest bet builds nothing. */
const singleScheme: Scheme = { positions: [{ selections: [0], banker: false }], sizes: [1] };

/** The bet over its own legs. */
export function legScheme(bet: TicketBet): LegScheme {
  const [first] = bet.positions;
  if (isPlainSingle(bet) && first !== undefined)
    return { legs: first.selections, scheme: singleScheme };
  const legs = [...new Set(bet.positions.flatMap(({ selections }) => selections))];
  const positions = bet.positions.map(({ selections, banker }) => ({
    selections: selections.map((selection) => legs.indexOf(selection)),
    banker,
  }));
  return { legs, scheme: schemeOf({ ...bet, positions }, legs.length) };
}

const none: readonly BetPosition[] = [];

/** Positions as an acceptance writes them: none where each leg is a position of its own and no banker. */
export const writtenPositions = ({ positions }: Scheme): readonly BetPosition[] =>
  positions.every(
    ({ selections, banker }, index) =>
      !banker && selections.length === 1 && selections[0] === index,
  )
    ? none
    : positions;
