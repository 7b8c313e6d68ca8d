import { ClickHouseProblem } from '@stakelog/clickhouse';
import { memoryStore, type MemoryTables } from '../../../apps/recorder/src/testing/memory-store';
import type { RecordingStore } from '../../../apps/recorder/src/store/recording-store';
import type { Chance } from '../world/chance';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';

/** What may happen to a statement; all but `none` end in a failure whose cause says nothing of what happened. */
type Mishap = 'none' | 'lost' | 'unanswered' | 'late' | 'refused';

const mishaps = ['lost', 'unanswered', 'late', 'refused'] as const;

/** A ClickHouse that may be away, slow, or silent about what it did. */
export class SimulatedTables {
  isUp = true;
  /** Statements that meet a mishap. */
  mishapPercent = 0;
  readonly #chance: Chance;

  constructor(
    private readonly world: World,
    readonly tables: MemoryTables,
  ) {
    this.#chance = world.chance.fork('clickhouse');
  }

  store(process: SimulatedProcess): RecordingStore {
    const { scheduler } = this.world;
    return memoryStore(this.tables, <Answer>(call: () => Answer) => {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const mishap = this.#mishap();
      const wayUs = 300 + this.#chance.exponential(2_000);
      const answer = (settle: () => void) =>
        scheduler.after(300 + this.#chance.exponential(1_000), () => process.deliver(settle));
      const fail = (code: 'unreachable' | 'overloaded') =>
        answer(() => reject(new ClickHouseProblem(code, mishap)));
      scheduler.after(wayUs, () => {
        if (!this.isUp || mishap === 'lost') return fail('unreachable');
        if (mishap === 'refused') return fail('overloaded');
        if (mishap === 'late') {
          scheduler.after(this.#chance.below(3_000_000), () => void call());
          return fail('unreachable');
        }
        const value = call();
        return mishap === 'none' ? answer(() => resolve(value)) : fail('unreachable');
      });
      return promise;
    });
  }

  heal(): void {
    this.isUp = true;
    this.mishapPercent = 0;
  }

  #mishap(): Mishap {
    return this.#chance.percent(this.mishapPercent) ? this.#chance.pick(mishaps) : 'none';
  }
}
