import type { Redis } from '@stakelog/redis';
import { memoryConnection, MemoryRedis } from '@stakelog/testing';
import type { Chance } from '../world/chance';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Hears of each command or script after it ran. */
export type RedisListener = (name: string, args: readonly string[], reply: unknown) => void;

class HeardRedis extends MemoryRedis {
  constructor(
    nowMs: () => number,
    private readonly heard: RedisListener,
  ) {
    super(nowMs);
  }

  override run(name: string, args: readonly string[]): unknown {
    const reply = super.run(name, args);
    this.heard(name, args, reply);
    return reply;
  }
}

/** One Redis for all processes: it may be away, emptied, older than it was, or full; its answers may be lost. */
export class SimulatedRedis {
  readonly server: MemoryRedis;
  isUp = true;
  /** Answers that are lost: the connection breaks, and ioredis sends the command again. */
  lostPercent = 0;
  /** How often its content was lost or went back. */
  losses = 0;
  #dump: ReadonlyMap<string, unknown> = new Map();
  readonly #chance: Chance;

  constructor(
    private readonly world: World,
    heard: RedisListener,
  ) {
    this.#chance = world.chance.fork('redis');
    this.server = new HeardRedis(() => world.utcMs, heard);
  }

  /** As `openRedis` with `away: 'wait'`: commands wait for the server, in the order of their connection. */
  connection(process: SimulatedProcess): Redis {
    const { scheduler } = this.world;
    const latencyUs = () => 50 + this.#chance.exponential(150);
    const lane = { sentUs: 0, answeredUs: 0 };
    const later = (kind: keyof typeof lane, run: () => void) => {
      lane[kind] = Math.max(lane[kind], scheduler.nowUs + latencyUs());
      scheduler.after(lane[kind] - scheduler.nowUs, run);
    };
    const transport = (call: () => unknown) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const again = () =>
        scheduler.after(50_000 + this.#chance.below(450_000), () => process.deliver(send));
      const arrive = () => {
        if (!this.isUp) return void again();
        const outcome = outcomeOf(call);
        if (this.#chance.percent(this.lostPercent)) return void again();
        later('answeredUs', () =>
          process.deliver(() =>
            'error' in outcome ? reject(outcome.error) : resolve(outcome.value),
          ),
        );
      };
      const send = () => later('sentUs', arrive);
      send();
      return promise;
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the twin speaks as ioredis does
    return memoryConnection(this.server, transport) as Redis;
  }

  keepDump(): void {
    this.#dump = this.server.dump();
  }

  goBack(): void {
    this.losses++;
    this.server.restore(this.#dump);
  }

  empty(): void {
    this.losses++;
    this.server.restore(new Map());
  }

  heal(): void {
    this.isUp = true;
    this.lostPercent = 0;
    this.server.full = false;
  }
}

function outcomeOf(call: () => unknown): Outcome {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
}
