import {
  positionToken,
  type BetAccepted,
  type BetSettled,
  type LegOverride,
  type OddsEvent,
  type SettledLeg,
} from '@stakelog/contracts';
import { systemName } from '@stakelog/domain';
import { exactOf, plus, same, text, times, whole, type Exact } from '../arithmetic/exact';
import {
  agrees,
  oddsInForce,
  placePrice,
  priceOf,
  workedOut,
  type Part,
  type PayoutTerms,
  type WorkedOut,
} from '../arithmetic/settlement';
import type { LegInForce } from './facts-in-force';
import { legFactors, type Shares } from './leg-factors';
import { legOdds } from './leg-odds';

/** How a payout came about, worked out again from the facts that it names. */
export type SettlementProof = {
  readonly legs: readonly LegProof[];
  readonly steps: readonly string[];
  /** Whether everything that was worked out again is what is recorded. */
  readonly agrees: boolean;
};

export type LegProof = {
  readonly leg: number;
  readonly rule: string;
  readonly cause: string | null;
  readonly steps: readonly string[];
  readonly agrees: boolean;
};

/** What the log and its facts said when the settlement was decided. */
export type ProofInputs = PayoutTerms & {
  readonly inForce: readonly LegInForce[];
  /** By leg, NONE where no operator spoke. */
  readonly overrides: readonly LegOverride[];
  readonly factAt: (token: string) => OddsEvent | undefined;
};

export function settlementProof(
  accepted: BetAccepted,
  settled: BetSettled,
  inputs: ProofInputs,
): SettlementProof {
  const legs = settled.legs.flatMap((leg, index) => legProof(accepted, leg, index, inputs));
  const out = workedOut(accepted, settled, inputs);
  const steps = [...schemeSteps(accepted, out), ...moneySteps(accepted, settled, out, inputs)];
  const holds = legs.length === accepted.legs.length && legs.every((leg) => leg.agrees);
  return { legs, steps, agrees: holds && agrees(out, settled) };
}

function legProof(
  accepted: BetAccepted,
  settled: SettledLeg,
  index: number,
  { inForce, overrides, factAt }: ProofInputs,
): readonly LegProof[] {
  const leg = accepted.legs[index];
  const now = inForce[index];
  if (leg === undefined || now === undefined) return [];
  const cause =
    settled.cause === null ? null : positionToken({ topic: 'odds.events', ...settled.cause });
  const factors = legFactors({
    leg,
    settled,
    acceptedAtMs: accepted.acceptedAtMs,
    cause: cause === null ? undefined : factAt(cause),
    definition: now.definition,
    side: now.side,
    override: overrides[index] ?? 'NONE',
  });
  const byResult = /^(result|dead-heat|asian|walkover|retired|cancelled|abandoned|postponed)/;
  const odds = legOdds(leg, byResult.test(settled.rule) ? now.deductions : []);
  const used = oddsInForce(leg, settled);
  const oddsAgree = settled.rule.startsWith('undecided/') || same(odds.odds, used);
  const factorsAgree =
    factors !== undefined &&
    sameShares(factors.win, settled) &&
    (settled.place === null || sameShares(factors.place, settled.place));
  const steps = [
    `${settled.rule}${cause === null ? '' : ` by ${cause}`}: ${factors?.why ?? 'the fact it names does not say so'}`,
    ...(odds.steps.length > 0 ? odds.steps : [`odds ${text(priceOf(leg))} as taken`]),
    multiplierStep('m', settled, used),
    ...(leg.placeTerms === null ? [] : placeSteps(accepted, settled, index, used)),
  ];
  const holds = oddsAgree && factorsAgree;
  return [{ leg: index, rule: settled.rule, cause, steps, agrees: holds }];
}

const sameShares = (shares: Shares, recorded: Pick<SettledLeg, 'win' | 'void'>): boolean =>
  same(shares.win, exactOf(recorded.win)) && same(shares.void, exactOf(recorded.void));

function multiplierStep(name: string, of: Pick<SettledLeg, 'win' | 'void'>, odds: Exact): string {
  const [win, refunded] = [exactOf(of.win), exactOf(of.void)];
  const m = plus(times(win, odds), refunded);
  return `${name} = w·o' + v = ${text(win)} × ${text(odds)} + ${text(refunded)} = ${text(m)}`;
}

function placeSteps(
  { legs }: BetAccepted,
  settled: SettledLeg,
  index: number,
  odds: Exact,
): readonly string[] {
  const terms = legs[index]?.placeTerms ?? null;
  const leg = legs[index];
  if (leg === undefined || terms === null) return [];
  const price = placePrice(leg, odds);
  const fraction = text(exactOf(terms.fraction));
  return [
    `place 1 + (${text(odds)} − 1) × ${fraction} = ${text(price)}, ${terms.places} places`,
    multiplierStep('place m', settled.place ?? settled, price),
  ];
}

function schemeSteps(accepted: BetAccepted, { scheme, unitStake, parts }: WorkedOut) {
  const { kind, lines, stake, eachWay } = accepted;
  const { positions, sizes, bankers } = scheme;
  const name = bankers === 0 ? systemName(positions.length, sizes) : undefined;
  const folds = sizes.map((size) => `e${size - bankers}`).join(' + ');
  const formula = bankers === 0 ? folds : `bankers × (${folds})`;
  const ways = positions
    .filter(({ legs }) => legs.length > 1)
    .map(({ legs }) => `legs ${legs.join(' and ')} are ways`);
  return [
    [
      `${kind}${name === undefined ? '' : ` (${name})`} of ${positions.length} positions: ${formula}`,
      ...ways,
    ].join('; '),
    `stake ${stake} over ${lines} lines${eachWay ? ', win and place' : ''}: ${text(unitStake)} each`,
    ...parts.map((part) => partStep(part, bankers)),
  ];
}

function partStep({ name, sums }: Part, bankers: number): string {
  const folds = sums.folds.map(({ size, sum }) => `e${size - bankers} = ${text(sum)}`).join(', ');
  const banked = bankers === 0 ? '' : `, bankers ${text(sums.bankers)}`;
  return `${name} part: ${folds}${banked}; sum ${text(sums.total)}`;
}

function moneySteps(
  { maxPayout, rounding }: BetAccepted,
  { previousPayout, delta }: BetSettled,
  out: WorkedOut,
  { cashedBps }: PayoutTerms,
): readonly string[] {
  const sum = out.parts.map(({ sums }) => text(sums.total)).join(' + ');
  const free =
    out.stakeShare === undefined ? '' : ` − ${text(out.stakeShare)} (the free stake is not paid)`;
  const bonus = `bonus ${out.bonusBps / 100} % of the winnings: ${text(out.bonusExact)}`;
  return [
    `return ${text(out.unitStake)} × (${sum})${free} = ${text(out.exact)} exactly`,
    ...(out.bonusBps === 0 ? [] : [bonus]),
    ...(out.capped && maxPayout !== null ? [`capped at ${text(whole(maxPayout))}`] : []),
    ...(cashedBps === 0 ? [] : [`less the ${cashedBps / 100} % that were cashed out`]),
    ...(out.restored ? ['every line is void: the token is given back, nothing is paid'] : []),
    `rounded ${rounding}: ${out.payout}${out.bonus === 0n ? '' : `, ${out.bonus} of it bonus`}`,
    `before ${previousPayout}, so ${delta >= 0 ? '+' : ''}${delta}`,
  ];
}
