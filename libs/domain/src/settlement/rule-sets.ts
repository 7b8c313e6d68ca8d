import type { FixtureStatus } from '@stakelog/contracts';

/** How much of a contest must be played for a retirement to leave its results in force. */
export type RetirementRule = 'MATCH_COMPLETED' | 'ONE_SET' | 'FIRST_BALL';

/** A contest that may never be played out. */
export type UnplayedStatus = Extract<FixtureStatus, 'CANCELLED' | 'ABANDONED' | 'POSTPONED'>;

/**
 * Rules of settlement, versioned: a leg names its set by id, a settled leg the rule that applied. A set is never
 * changed in place: a new version would decide old bets otherwise than their log says.
 */
export type RuleSet = {
  readonly id: string;
  readonly version: number;
  /** Market types that settle on a provisional result and are corrected by the confirmed one. */
  readonly provisionalTypes: readonly string[];
  readonly retirement: RetirementRule;
  readonly walkover: 'VOID' | 'STANDS';
  /** What becomes of a leg without a result; what was decided before stands. */
  readonly unplayed: Readonly<Record<UnplayedStatus, 'VOID' | 'WAIT'>>;
};

const usual: RuleSet = {
  id: 'default',
  version: 1,
  provisionalTypes: [],
  retirement: 'ONE_SET',
  walkover: 'VOID',
  unplayed: { CANCELLED: 'VOID', ABANDONED: 'VOID', POSTPONED: 'WAIT' },
};

const sets: readonly RuleSet[] = [
  usual,
  { ...usual, id: 'tennis-match-completed', retirement: 'MATCH_COMPLETED' },
  { ...usual, id: 'tennis-one-set', retirement: 'ONE_SET' },
  { ...usual, id: 'tennis-first-ball', retirement: 'FIRST_BALL' },
  /** Walkovers count as played: for markets on who goes through. */
  { ...usual, id: 'to-progress', retirement: 'FIRST_BALL', walkover: 'STANDS' },
  /** Small in-play markets, paid on the feed's first word. */
  {
    ...usual,
    id: 'in-play-quick',
    provisionalTypes: ['NEXT_GOAL', 'NEXT_POINT', 'GAME_WINNER', 'SET_WINNER'],
  },
  { ...usual, id: 'postponed-void', unplayed: { ...usual.unplayed, POSTPONED: 'VOID' } },
];

/** By id, as a leg or a market names it. */
export const ruleSets: ReadonlyMap<string, RuleSet> = new Map(sets.map((set) => [set.id, set]));

/** The set that a leg names; null and ids that nobody defined mean the default. */
export const ruleSetOf = (id: string | null): RuleSet =>
  id === null ? usual : (ruleSets.get(id) ?? usual);

export const isUnplayed = (status: FixtureStatus): status is UnplayedStatus =>
  status === 'CANCELLED' || status === 'ABANDONED' || status === 'POSTPONED';
