import type {
  SnapshotStore,
  StoredSnapshot,
} from '../../../apps/decider/src/snapshot/snapshot-store';
import type { Chance } from './chance';
import type { SimulatedProcess } from './process';
import type { Scheduler } from './scheduler';

type Kept = StoredSnapshot & { readonly bytes: Buffer };

/** Where all deciders keep their snapshots: written late, read late, and damaged on request. */
export class SnapshotFiles {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
    private readonly utcMs: () => number,
  ) {}

  /** The store as one process sees it. */
  of(process: SimulatedProcess): SnapshotStore {
    const later = <Value>(work: () => Value): Promise<Value> => {
      const { promise, resolve } = Promise.withResolvers<Value>();
      this.scheduler.after(200 + this.chance.exponential(3_000), () => {
        if (!process.isAlive) return;
        const value = work();
        process.deliver(() => resolve(value));
      });
      return promise;
    };
    const bytesOf = (name: string) => later(() => this.#kept.get(name)?.bytes ?? Buffer.alloc(0));
    return {
      list: (of) => later(() => this.#list(of)),
      async *read(name) {
        yield await bytesOf(name);
      },
      write: (name, frames) => {
        const bytes = Buffer.concat([...frames]);
        const next = Number(/-(\d+)\.snapshot$/.exec(name)?.[1]);
        return later(() => {
          this.#kept.set(name, { name, next, writtenAtMs: this.utcMs(), bytes });
        });
      },
      remove: (name) =>
        later(() => {
          this.#kept.delete(name);
        }),
    };
  }

  /** Cuts, flips a byte of, or loses one of the snapshots. */
  damage(chance: Chance): string {
    const names = [...this.#kept.keys()].toSorted();
    if (names.length === 0) return 'no snapshot';
    const name = chance.pick(names);
    const kept = this.#kept.get(name);
    if (kept === undefined) return 'no snapshot';
    const harm = chance.pick(['torn', 'flipped', 'lost']);
    const bytes = Buffer.from(kept.bytes);
    if (harm === 'lost') this.#kept.delete(name);
    else if (harm === 'torn')
      this.#kept.set(name, { ...kept, bytes: bytes.subarray(0, chance.below(bytes.length)) });
    else {
      const at = chance.below(bytes.length);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      this.#kept.set(name, { ...kept, bytes });
    }
    return `${name} is ${harm}`;
  }

  #list(of: string): readonly StoredSnapshot[] {
    return [...this.#kept.values()]
      .filter(({ name }) => name.slice(0, name.lastIndexOf('-')) === of)
      .toSorted((left, right) => right.next - left.next);
  }
}
