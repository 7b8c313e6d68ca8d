import { topics, type BetEvent, type EpochOpened } from '@stakelog/contracts';
import { foldBatch, PartitionState } from '@stakelog/domain';
import type { CountedBatch, LogRecord } from '@stakelog/kafka';
import { decideAgain } from '../../../apps/audit/src/redecide/redecide-partition';
import { acceptanceCheck } from '../../../apps/audit/src/verify/acceptance-check';
import type { BatchCheck, Report } from '../../../apps/audit/src/verify/batch-check';
import { betLifeCheck } from '../../../apps/audit/src/verify/bet-life-check';
import { decisionsCheck } from '../../../apps/audit/src/verify/decisions-check';
import { exposureCheck, Exposures } from '../../../apps/audit/src/verify/exposure-check';
import { ledgerCheck } from '../../../apps/audit/src/verify/ledger-check';
import { priceCheck } from '../../../apps/audit/src/verify/price-check';
import { promisesCheck } from '../../../apps/audit/src/verify/promises-check';
import { protectionCheck } from '../../../apps/audit/src/verify/protection-check';
import { routingCheck } from '../../../apps/audit/src/verify/routing-check';
import { timeCheck } from '../../../apps/audit/src/verify/time-check';
import type { Rule } from '../../../apps/audit/src/verify/violation';
import type { WalkedBatch } from '../../../apps/audit/src/walk/partition-walk';
import { newExposure, type Exposure } from '../../../libs/domain/src/bet/exposure';
import type { World } from '../world/world';
import { AdoptedInputs } from './adopted-inputs';
import type { KeptInputs } from './kept-inputs';
import { ReferenceFence } from './reference-fence';
import { WritersCheck } from './writers-check';

/** The invariants that the rules of `audit verify` keep. */
const invariants: Readonly<Record<Rule, string>> = {
  schemas: 'I3',
  batches: 'I9',
  routing: 'I3',
  inputs: 'I11',
  time: 'I13',
  postings: 'I1/I2',
  decisions: 'I3',
  life: 'I8',
  payouts: 'I7',
  acceptance: 'I4',
  exposure: 'I17',
  promises: 'I3/I4',
  protection: 'I4',
  sessions: 'I9',
  writers: 'I9/I10',
};

/**
 * One partition of bet.events, folded as it grows: each batch that counts is held to the rules of the audit and decided
 * again from its recorded inputs, in the very step that appends it.
 */
export class PartitionCheck {
  readonly writers: WritersCheck;
  /** The fold of the counted log. */
  state: PartitionState;
  decidedAtMs = 0;
  /** When batches were decided that accepted something. */
  readonly acceptedAts: number[] = [];
  readonly #world: World;
  readonly #partition: number;
  readonly #inputs: AdoptedInputs;
  readonly #fence: ReferenceFence;
  readonly #exposures = new Exposures();
  /** All that took effect, in order. */
  readonly #counted: (CountedBatch | EpochOpened)[] = [];
  readonly #checks: readonly BatchCheck[];

  constructor(world: World, partition: number, kept: KeptInputs) {
    this.#world = world;
    this.#partition = partition;
    const isAdopted = (detail: string) => this.#broken('I11', detail);
    this.#inputs = new AdoptedInputs(kept, world.codec, partition, isAdopted);
    this.#fence = new ReferenceFence(partition);
    this.writers = new WritersCheck(world, partition);
    const { partitions } = topics['bet.events'];
    this.state = new PartitionState(partition, partitions, this.#inputs.table);
    this.#checks = [
      routingCheck(),
      timeCheck(),
      ledgerCheck(new Map()),
      decisionsCheck(),
      betLifeCheck(),
      acceptanceCheck(),
      priceCheck(),
      exposureCheck(partition, partitions, this.#exposures),
      promisesCheck(),
      protectionCheck(),
    ];
  }

  /** Whether all that is adopted stands in the inputs as they are now. */
  get stands(): boolean {
    return this.#inputs.stands(this.state);
  }

  /** Takes what was appended; returns the batch where it counts. */
  take(records: readonly LogRecord[]): CountedBatch | undefined {
    const events = records.map(({ value }) => this.#world.codec.decode('bet.events', value));
    const [opening] = events;
    if (opening === undefined) return undefined;
    this.writers.appended(records, opening);
    const judged = this.#fence.take(records, events);
    if (judged === undefined) return undefined;
    this.writers.judged(judged);
    if (judged.status === 'opened') {
      this.state.rules = judged.opened.rules;
      this.#counted.push(judged.opened);
    }
    if (judged.status !== 'counted') return undefined;
    this.#check(judged.batch, records);
    this.#counted.push(judged.batch);
    return judged.batch;
  }

  #check(batch: CountedBatch, records: readonly LogRecord[]): void {
    const { opening, baseOffset } = batch;
    const rewound = batch.records.flatMap(({ event }) =>
      event.type === 'InputsRewound' ? [event] : [],
    );
    const commands = this.#inputs.commands(batch, this.state, rewound);
    const facts = rewound.filter(({ topic }) => topic === 'odds.events');
    if (facts.length === 0) this.#inputs.adopt(opening.oddsNext);
    else this.#inputs.adoptAgain(opening.oddsNext, facts);
    if (facts.length > 0) this.#foldAgain();
    if (this.#world.violation !== undefined) return;
    const step: WalkedBatch = {
      status: 'batch',
      batch,
      commands,
      rewound,
      table: this.#inputs.table,
      faults: [],
    };
    const report: Report = (rule, offset, detail) =>
      this.#broken(invariants[rule], `${rule} at ${offset}: ${detail}`);
    for (const check of this.#checks) check.take(step, report);
    if (batch.records.some(({ event }) => event.type === 'BetAccepted'))
      this.acceptedAts.push(opening.decidedAtMs);
    this.decidedAtMs = opening.decidedAtMs;
    if (this.#world.violation === undefined) this.#redecide(step, records);
    if (this.#world.violation === undefined) this.#compareExposure();
    this.state.nextOffset = baseOffset + records.length;
  }

  /** I12: the same bytes from the recorded inputs. */
  #redecide(step: WalkedBatch, records: readonly LogRecord[]): void {
    let again: readonly BetEvent[];
    try {
      again = decideAgain(this.state, step);
    } catch (error) {
      return this.#broken('I12', `cannot be decided again: ${String(error)}`);
    }
    for (let at = Math.max(again.length, records.length) - 1; at >= 0; at--) {
      const [event, record] = [again[at], records[at]];
      const bytes = event === undefined ? undefined : this.#world.codec.encode('bet.events', event);
      if (bytes !== undefined && record?.value?.equals(bytes) === true) continue;
      const offset = step.batch.baseOffset + at;
      return this.#broken('I12', `${offset} is decided otherwise: ${JSON.stringify(event)}`);
    }
  }

  /** The facts went back: what was counted is folded on the new table, as a decider does that starts again. */
  #foldAgain(): void {
    const { partitions } = topics['bet.events'];
    const { table } = this.#inputs;
    this.state = new PartitionState(this.#partition, partitions, table);
    this.#exposures.clear();
    for (const step of this.#counted)
      if ('rules' in step) this.state.rules = step.rules;
      else {
        const decisions = step.records.map(({ event }) => event);
        for (const decision of decisions) this.#exposures.take(decision, table);
        foldBatch(this.state, step.baseOffset, step.opening, decisions);
      }
  }

  /** I17: what stands on each market is the sum over open bets and live quotes. */
  #compareExposure(): void {
    for (const marketId of new Set([...this.state.exposure.keys(), ...this.#exposures.markets])) {
      const [sum, kept] = [this.#exposures.on(marketId), this.state.exposure.get(marketId)];
      if (sameExposure(sum, kept)) continue;
      this.#broken(
        'I17',
        `${marketId} has ${worded(kept)}, and its bets and quotes sum to ${worded(sum)}`,
      );
    }
  }

  #broken(invariant: string, detail: string): void {
    this.#world.violated(invariant, `b${this.#partition}: ${detail}`);
  }
}

const sameExposure = (one: Exposure = newExposure(), other: Exposure = newExposure()) =>
  one.stakes === other.stakes &&
  one.returns.size === other.returns.size &&
  [...one.returns].every(([outcome, amount]) => other.returns.get(outcome) === amount);

const worded = ({ stakes, returns }: Exposure = newExposure()) =>
  `stakes ${stakes}, returns ${JSON.stringify([...returns])}`;
