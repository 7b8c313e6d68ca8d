import { topics } from '@stakelog/contracts';
import { PartitionState, rulesVersion, type MarketTable } from '@stakelog/domain';
import { AuditError } from '../audit-error';
import type { WalkStep } from './partition-walk';

/** The state of a partition along its walk, under the rules of the epoch in force (R11). */
export class WalkedState {
  readonly #partition: number;
  #state: PartitionState | undefined;
  #rules: number | undefined;
  /** Versions that decided a part of the walk, in order. */
  readonly rulesMet: number[] = [];

  constructor(partition: number) {
    this.#partition = partition;
  }

  /** An epoch that takes effect says by which rules its batches are decided. Throws where this build has none. */
  meet({ at, opened, effective }: Extract<WalkStep, { status: 'epoch' }>): void {
    if (!effective) return;
    const { rules } = opened;
    if (rules > rulesVersion)
      throw new AuditError(
        'bad_data',
        `${at} opens an epoch of rules version ${rules}, and this build knows up to ${rulesVersion}: audit with a newer build`,
      );
    this.#rules = rules;
    if (!this.rulesMet.includes(rules)) this.rulesMet.push(rules);
    if (this.#state !== undefined) this.#state.rules = rules;
  }

  /** The one state, over the table of the walk. */
  at(table: MarketTable): PartitionState {
    if (this.#state === undefined) {
      this.#state = new PartitionState(this.#partition, topics['bet.events'].partitions, table);
      this.#state.rules = this.#rules ?? rulesVersion;
    }
    return this.#state;
  }
}
