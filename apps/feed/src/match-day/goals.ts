import type { Factors } from '@stakelog/contracts';
import { asianFactors } from '../betfair/asian-result';

const GOALS_MAX = 9;

/** How likely 0, 1, 2 … more goals are, where each of the minutes left brings one in so many cases. */
export function goalsLeft(minutes: number, ppmPerMinute: number): readonly number[] {
  const chance = ppmPerMinute / 1_000_000;
  let odds: readonly number[] = Array.from({ length: GOALS_MAX + 1 }, (_, goals) =>
    goals === 0 ? 1 : 0,
  );
  for (let minute = 0; minute < minutes; minute++)
    odds = odds.map((at, goals) => at * (1 - chance) + (odds[goals - 1] ?? 0) * chance);
  return odds;
}

/** A final score and how likely it is. */
export type LikelyScore = { readonly home: number; readonly away: number; readonly p: number };

export function likelyScores(
  now: { readonly home: number; readonly away: number },
  minutes: number,
  ppm: { readonly home: number; readonly away: number },
): readonly LikelyScore[] {
  const away = goalsLeft(minutes, ppm.away);
  return goalsLeft(minutes, ppm.home).flatMap((pHome, home) =>
    away.map((pAway, more) => ({ home: now.home + home, away: now.away + more, p: pHome * pAway })),
  );
}

export const chanceOf = (
  scores: readonly LikelyScore[],
  isSo: (score: LikelyScore) => boolean,
): number => scores.reduce((sum, score) => (isSo(score) ? sum + score.p : sum), 0);

/** The fair odds of a line, of which a stake may come back whole or half: those where E[m] = 1. */
export function fairLine(
  scores: readonly LikelyScore[],
  quarters: (score: LikelyScore) => number,
): { readonly probability: number; readonly fair: number } {
  let wins = 0;
  let refunds = 0;
  for (const score of scores) {
    const factors: Factors = asianFactors(quarters(score));
    wins += score.p * (factors.win.num / factors.win.den);
    refunds += score.p * (factors.void.num / factors.void.den);
  }
  return { probability: wins, fair: wins === 0 ? 1_000 : (1 - refunds) / wins };
}
