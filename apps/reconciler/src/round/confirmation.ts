import { limits } from '@stakelog/contracts';
import type { Difference } from '../difference';

/**
 * A difference counts when the round before had it as well: what is being written at this moment may look like
 * one, and does not look like it twice. `where` holds the generation, so a rebuilt model starts without any.
 */
export class Confirmation {
  #before = new Set<string>();

  /** Those of this round that the round before had. */
  confirmed(differences: readonly Difference[]): readonly Difference[] {
    const before = this.#before;
    this.#before = new Set(differences.map(nameOf));
    return differences
      .filter((difference) => before.has(nameOf(difference)))
      .slice(0, limits.reconciliationDifferencesMax);
  }

  /** Differences wait for a second look. */
  get pending(): boolean {
    return this.#before.size > 0;
  }
}

const nameOf = ({ copy, where }: Difference) => `${copy} ${where}`;

/** A wallet may be met by two comparisons of one round. */
export const unique = (differences: readonly Difference[]): readonly Difference[] => [
  ...new Map(differences.map((difference) => [nameOf(difference), difference])).values(),
];
