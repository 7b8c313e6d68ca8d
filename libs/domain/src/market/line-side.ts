import type { OutcomeDefinition } from '@stakelog/contracts';
import type { Fixture } from './market';

export type LineSide = 'HOME' | 'AWAY' | 'OVER' | 'UNDER';

/**
 * Which side of an Asian line an outcome is: by its competitor's side, else by its id, else by the name it begins
 * with. Undefined where nothing says so: then no score can decide it.
 */
export function lineSide(
  outcome: OutcomeDefinition,
  competitors: Fixture['competitors'],
): LineSide | undefined {
  const known = competitors.find(({ id }) => id === outcome.competitorId);
  if (known !== undefined && known.side !== 'NONE') return known.side;
  const word = sideNamed(outcome.outcomeId) ?? sideNamed(outcome.name);
  if (word !== undefined) return word;
  const named = competitors.filter(({ name }) => beginsWith(outcome.name, name));
  const [only] = named;
  return named.length === 1 && only !== undefined && only.side !== 'NONE' ? only.side : undefined;
}

const sides = ['HOME', 'AWAY', 'OVER', 'UNDER'] as const;

function sideNamed(text: string): LineSide | undefined {
  const upper = text.toUpperCase();
  return sides.find((side) => beginsWith(upper, side));
}

/** Whole words: `Over 2.5` begins with `Over`, `Overton` does not. */
const beginsWith = (text: string, start: string): boolean =>
  start !== '' && text.startsWith(start) && !/^[\p{L}\p{N}]/u.test(text.slice(start.length));
