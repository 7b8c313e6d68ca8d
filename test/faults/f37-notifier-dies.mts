import { createServer, type Server } from 'node:http';
import { writeFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Bout, Fault } from './harness/fault.mts';

const withinMs = 90_000;
/** Events of the load that ask for a notice (libs/projections/src/notice.ts). */
const told = new Set(['BetSettled', 'BetReopened', 'BetCashedOut', 'FundsDeposited']);
/** Then a notice is given up. */
const triesMax = 8;
const group = 'notifier';
const refusedId = 'refused-for-ever';

/** Each notice at least once, repeats under the same id; a target that is down is tried again; poison is put aside. */
export const f37: Fault = {
  id: 'F37',
  name: 'the notifier dies after sending; its target is down; a poison job',
  run: async (bout) => {
    const target = await Target.open();
    try {
      await notify(bout, target);
    } finally {
      target.close();
    }
  },
};

async function notify(bout: Bout, target: Target): Promise<void> {
  const { system, load, chance, note, expect } = bout;
  const secret = `${system.place.dataDir}/webhook.secret`;
  writeFileSync(secret, 'a secret of the faults');
  const settings = {
    WEBHOOK_URL: target.url,
    WEBHOOK_SECRET_FILE: secret,
    WEBHOOK_PRIVATE: 'true',
  };
  const pass = 1 + chance.below(5);
  const crashing = { ...settings, CRASH_AT: `notifier.sent:${pass}` };
  const first = await system.add('notifier', 'notifier-a', crashing);
  expect(await first.died(1), `the notifier dies at pass ${pass} behind a delivery`);
  await first.kill({ stays: true });
  // Two workers with other names take over what it had in hand.
  const workers = [0, 1].map((ordinal) => ({ INSTANCES: '2', ORDINAL: String(1 - ordinal) }));
  await system.add('notifier', 'notifier-b', { ...settings, ...workers[0] });
  await system.add('notifier', 'notifier-c', { ...settings, ...workers[1] });
  target.down = true;
  await load.progress(20 + chance.below(20));
  expect(await load.until(async () => target.refused > 0, withinMs), 'the target refuses some');
  target.down = false;
  await poison(bout);
  await load.progress(10);
  load.rest();
  const since = system.log.counted.length;
  const missing = () => asking(bout, since).filter((id) => !target.seen.has(id));
  expect(
    await load.until(async () => missing().length === 0, withinMs),
    `${missing().length} notices never came`,
  );
  const again = [...target.seen.values()].filter((times) => times > 1).length;
  expect(again > 0, 'what was sent before the death is sent again');
  load.resume();
  note(`${target.seen.size} notices, ${again} more than once, ${target.refused} refused meanwhile`);
}

/** The ids of the events of this load, up to here, that ask for a notice. */
function asking({ system, load }: Bout, until: number): readonly string[] {
  const own = new Set(load.bettors.map(({ accountId }) => accountId));
  return system.log.counted
    .slice(0, until)
    .filter(({ type, accountId }) => told.has(String(type)) && own.has(String(accountId)))
    .map(({ eventId }) => String(eventId));
}

/** What is no notice, and one that its target always refuses: both end in the failed stream. */
async function poison({ system, load, note, expect }: Bout): Promise<void> {
  const redis = new Redis(system.addresses.REDIS_URL);
  const key = 'q:{p0}:notify';
  const dead = async () => (await redis.xlen('q:{p0}:failed')) ?? 0;
  try {
    const before = await dead();
    await redis.xadd(key, '*', 'offset', '0', 'notice', 'no notice at all');
    expect(await load.until(async () => (await dead()) > before, withinMs), 'no notice: put aside');
    const notice = { eventId: refusedId, kind: 'BET_SETTLED', accountId: 'nobody', atMs: 1 };
    const id = await redis.xadd(key, '*', 'offset', '0', 'notice', JSON.stringify(notice));
    const tries = async () => {
      const rows = (await redis.xpending(key, group, String(id), String(id), 1)) as [
        string,
        string,
        number,
        number,
      ][];
      return rows[0]?.[3] ?? 0;
    };
    expect(await load.until(async () => (await tries()) > 0, withinMs), 'it is tried once');
    // The tries between take hours: the last one is brought forward.
    const late = ['IDLE', 3_600_000, 'RETRYCOUNT', triesMax - 1] as const;
    await redis.xclaim(key, group, 'faults', 0, String(id), ...late);
    expect(
      await load.until(async () => (await dead()) > before + 1, withinMs),
      'then it is given up',
    );
    note('two poison jobs were put aside, the second behind its last try');
  } finally {
    redis.disconnect();
  }
}

/** Where notices are posted: counts each id, and may be down. */
class Target {
  down = false;
  refused = 0;
  readonly seen = new Map<string, number>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      const id = String(request.headers['idempotency-key']);
      const refuses = this.down || id === refusedId;
      if (refuses) this.refused++;
      else this.seen.set(id, (this.seen.get(id) ?? 0) + 1);
      response.writeHead(refuses ? 503 : 204).end();
    });
  }

  static async open(): Promise<Target> {
    const target = new Target();
    await new Promise<void>((resolve) => target.#server.listen(0, '127.0.0.1', resolve));
    return target;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/notices`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
