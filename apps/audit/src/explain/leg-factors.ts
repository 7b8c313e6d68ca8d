import type {
  FinishingPosition,
  Leg,
  LegOverride,
  MarketDefined,
  MarketResulted,
  OddsEvent,
  OutcomeResult,
  SettledLeg,
} from '@stakelog/contracts';
import { exactOf, nought, reduced, text, unit, type Exact } from '../arithmetic/exact';

/** Shares of the stake that win and that are refunded. */
export type Shares = { readonly win: Exact; readonly void: Exact };

/** The factors of a leg, made again from what its rule reads, and the rule in words. */
export type LegFactors = {
  readonly win: Shares;
  readonly place: Shares;
  readonly why: string;
};

/** What the rule of a settled leg reads. */
export type LegInputs = {
  readonly leg: Leg;
  readonly settled: SettledLeg;
  readonly acceptedAtMs: number;
  /** The fact that the settled leg names. */
  readonly cause: OddsEvent | undefined;
  readonly definition: MarketDefined | undefined;
  /** Of the outcome in an Asian market. */
  readonly side: 'HOME' | 'AWAY' | 'OVER' | 'UNDER' | undefined;
  /** The newest word of an operator on the leg. */
  readonly override: LegOverride;
};

const won: Shares = { win: unit, void: nought };
const lost: Shares = { win: nought, void: nought };
const voided: Shares = { win: nought, void: unit };
const half = reduced(1n, 2n);
const halfWon: Shares = { win: half, void: half };
const halfLost: Shares = { win: nought, void: half };

const words: Readonly<Record<LegOverride, Shares>> = {
  NONE: lost,
  WON: won,
  LOST: lost,
  VOID: voided,
  HALF_WON: halfWon,
  HALF_LOST: halfLost,
};

const alike = (shares: Shares, why: string): LegFactors => ({ win: shares, place: shares, why });

/** Undefined where the fact that the leg names is not one that its rule reads. */
export function legFactors(inputs: LegInputs): LegFactors | undefined {
  const { leg, settled, cause, override, acceptedAtMs } = inputs;
  const [rule = ''] = settled.rule.split('/');
  if (rule === 'override')
    return override === 'NONE' ? undefined : alike(words[override], `an operator said ${override}`);
  if (rule === 'undecided') return alike(lost, 'undecided, and no line depends on it any more');
  if (cause === undefined) return undefined;
  if (rule === 'window' && cause.type === 'BetsCancelledInWindow') {
    const { fromMs, toMs, windowId, reason } = cause;
    if (acceptedAtMs < (fromMs ?? -Infinity) || acceptedAtMs >= (toMs ?? Infinity))
      return undefined;
    const bounds = `[${fromMs ?? '−∞'}, ${toMs ?? '∞'})`;
    return alike(voided, `window ${windowId} ${bounds} covers ${acceptedAtMs}: void (${reason})`);
  }
  if (rule === 'withdrawal' && cause.type === 'RunnerWithdrawn')
    return leg.antePost
      ? alike(lost, 'the runner was withdrawn, and ante-post a non-runner loses')
      : alike(voided, 'the runner was withdrawn: void');
  if (cause.type === 'FixtureStatusChanged')
    return cause.status.toLowerCase() === rule
      ? alike(voided, `the fixture is ${cause.status}: void`)
      : undefined;
  return cause.type === 'MarketResulted' ? resultedFactors(rule, inputs, cause) : undefined;
}

function resultedFactors(
  rule: string,
  inputs: LegInputs,
  result: MarketResulted,
): LegFactors | undefined {
  const { leg, settled, definition } = inputs;
  const told = `result ${result.resultVersion}, certainty ${result.certainty}`;
  if (rule === 'walkover' || rule === 'retired')
    return result.reason?.toLowerCase() === rule
      ? alike(voided, `${told}: ${rule}, void`)
      : undefined;
  if (rule === 'asian-handicap' || rule === 'asian-total') return lineFactors(rule, inputs, result);
  const declared = result.outcomes.find(({ outcomeId }) => outcomeId === leg.outcomeId);
  if (declared === undefined || declared.undecided) return undefined;
  const winners = settled.rule === 'result/1' ? 1 : Math.max(1, definition?.numberOfWinners ?? 1);
  if (declared.position !== null) {
    const { position } = declared;
    const places = leg.placeTerms?.places ?? winners;
    const [win, place] = [deadHeat(position, winners), deadHeat(position, places)];
    return { win, place, why: `${told}: ${positionText(position, winners, places)}` };
  }
  const win = sharesOf(declared);
  const place = declared.place === null ? win : sharesOf(declared.place);
  return { win, place, why: `${told}: win ${text(win.win)}, void ${text(win.void)} declared` };
}

const sharesOf = (of: Pick<OutcomeResult, 'win' | 'void'>): Shares => ({
  win: exactOf(of.win),
  void: exactOf(of.void),
});

/** clamp(paid − (rank − 1), 0, tied) / tied: a dead heat divides the stake, not the profit (domain.md §7.2). */
function deadHeat({ rank, tied }: FinishingPosition, paid: number): Shares {
  const places = Math.min(tied, Math.max(0, paid - rank + 1));
  return { win: reduced(BigInt(places), BigInt(tied)), void: nought };
}

const positionText = ({ rank, tied }: FinishingPosition, winners: number, places: number) =>
  `rank ${rank}, ${tied} on it; clamp(${winners} − ${rank - 1}, 0, ${tied}) / ${tied} for the win, clamp(${places} − ${rank - 1}, 0, ${tied}) / ${tied} for a place`;

/** By q, in quarter goals from the line (domain.md §7.3). */
function lineFactors(
  rule: string,
  { leg, definition, side }: LegInputs,
  { score }: MarketResulted,
): LegFactors | undefined {
  const line4 = definition?.outcomes.find(({ outcomeId }) => outcomeId === leg.outcomeId)?.line4;
  if (score === null || line4 === undefined || line4 === null || side === undefined)
    return undefined;
  const before = definition?.scoreBasis === 'FROM_ACCEPTANCE' ? leg.scoreAtAcceptance : null;
  const lead = score.home - (before?.home ?? 0) - (score.away - (before?.away ?? 0));
  const isTotal = rule === 'asian-total';
  const over = 4 * (score.home + score.away) - line4;
  const ahead = side === 'HOME' ? lead : -lead;
  const q = isTotal ? (side === 'OVER' ? over : -over) : 4 * ahead + line4;
  const since = before === null ? '' : ` since ${before.home}–${before.away}`;
  const formula = isTotal
    ? `${side === 'OVER' ? '' : '−'}(4 × ${score.home + score.away} − ${line4})`
    : `4 × ${ahead} + ${line4}`;
  const said = `${side} at ${score.home}–${score.away}${since}: q = ${formula} = ${q}`;
  return alike(quarters(q), said);
}

function quarters(q: number): Shares {
  if (q >= 2) return won;
  if (q <= -2) return lost;
  return q === 0 ? voided : q === 1 ? halfWon : halfLost;
}
