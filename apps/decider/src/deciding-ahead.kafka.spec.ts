import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defined, minorUnits, utcMs, type AccountId, type BetCommand } from '@stakelog/contracts';
import type { Appended, Appender } from '@stakelog/kafka';
import { systemClock } from '@stakelog/runtime';
import { accountIn, PartitionUnderTest } from './testing/partition-under-test';

/** No other spec writes into it. */
const partition = 11;
let log: PartitionUnderTest;
let account: AccountId;

const head = (id: string) => ({
  commandId: id,
  accountId: account,
  idempotencyKey: id,
  bodyHash: 'b'.repeat(64),
  actor: { kind: 'BETTOR', id: 'spec' } as const,
  requestedAtMs: utcMs(Date.now()),
  expiresAtMs: utcMs(Date.now() + 60_000),
});

const deposit = (id: string): BetCommand => ({
  type: 'Deposit',
  ...head(id),
  amount: minorUnits(100),
  paymentRef: id,
});

/** The way of an owner's batches: the one that holds a command waits, and then goes, or is lost on its way. */
class Way {
  readonly reached = Promise.withResolvers<void>();
  readonly goesOn = Promise.withResolvers<'sent' | 'lost'>();
  /** Batches that came while that one waited. */
  behind = 0;
  #state: 'before' | 'held' | 'over' = 'before';

  constructor(private readonly id: string) {}

  through(appender: Appender): Appender {
    return { ...appender, append: (...batch) => this.#append(appender, ...batch) };
  }

  async #append(
    appender: Appender,
    ...[of, records, isWanted]: Parameters<Appender['append']>
  ): Promise<Appended> {
    if (this.#state === 'held') this.behind++;
    const isHeld =
      this.#state === 'before' && records.some(({ value }) => String(value).includes(this.id));
    if (!isHeld) return appender.append(of, records, isWanted);
    this.#state = 'held';
    this.reached.resolve();
    const goes = await this.goesOn.promise;
    this.#state = 'over';
    if (goes === 'sent') return appender.append(of, records, isWanted);
    return { status: 'unknown', cause: 'lost', bytesRefused: false };
  }
}

/** What was decided of two commands, the first of which came twice: a batch ends before it would answer a repeat. */
async function decided(first: string, second: string) {
  await log.until((event) =>
    event.type === 'FundsDeposited' && event.commandId === second ? event : undefined,
  );
  let batch = '';
  const found: { batch: string; what: string }[] = [];
  for (const { event } of await log.read()) {
    if (event.type === 'InputsAdopted') batch = `${event.epoch}/${event.batch}`;
    if (!('commandId' in event) || ![first, second].includes(event.commandId ?? '')) continue;
    found.push({ batch, what: `${event.type} ${event.commandId}` });
  }
  return found;
}

beforeAll(async () => {
  log = await PartitionUnderTest.open(partition);
  account = accountIn(partition);
}, 60_000);

afterAll(() => log.close());

describe('a batch that is decided while the one before it is on its way', () => {
  it.each([
    ['is appended behind it', 'sent'],
    ['goes with it where it is lost, and everything is decided again', 'lost'],
  ] as const)(
    '%s',
    async (_, goes) => {
      const [first, second] = [`first-${goes}`, `second-${goes}`];
      const way = new Way(first);
      const { owner, stop } = log.own(systemClock, undefined, (appender) => way.through(appender));
      await log.sendAll(
        { type: 'OpenAccount', ...head(`open-${goes}`), currency: 'EUR', jurisdiction: 'MT' },
        deposit(first),
        deposit(first),
        deposit(second),
      );
      await way.reached.promise;
      const tenure = defined(owner.tenure, 'the partition is taken');
      const { state } = tenure;
      const balance = () => state.accounts.get(account)?.balances.cash;
      const before = goes === 'sent' ? 0 : 200;
      while (balance() !== before + 200) await systemClock.sleep(10);
      expect([way.behind, tenure.position.batch]).toEqual([0, tenure.batch - 2]);

      way.goesOn.resolve(goes);
      const found = await decided(first, second);
      expect(found.map(({ what }) => what)).toEqual([
        `FundsDeposited ${first}`,
        `CommandRepeated ${first}`,
        `FundsDeposited ${second}`,
      ]);
      const [one, two, three] = found.map(({ batch }) => batch);
      expect([one === two, two === three]).toEqual([false, true]);
      expect(owner.tenure === tenure).toBe(goes === 'sent');
      await stop();
    },
    60_000,
  );
});
