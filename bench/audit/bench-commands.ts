import { accountId, limits, partitionOf, topics, type BetCommand } from '@stakelog/contracts';
import type { Prng } from '../../libs/testing/src/prng';
import { outcomeIds, type OpenMarket } from './bench-facts';

const ACCOUNTS = 60;
const { partitions } = topics['bet.events'];

/** Bettors of one partition: first they open and fund their accounts, then they bet. */
export class BenchCommands {
  readonly #random: Prng;
  readonly #accounts: readonly string[];
  #count = 0;

  constructor(random: Prng, partition: number) {
    this.#random = random;
    this.#accounts = accountsIn(partition);
  }

  opening(nowMs: number): BetCommand[] {
    return this.#accounts.flatMap((account) => [
      {
        type: 'OpenAccount',
        ...this.#head(account, nowMs),
        currency: 'EUR',
        jurisdiction: 'MT',
      } as never,
      {
        type: 'Deposit',
        ...this.#head(account, nowMs),
        amount: 1_000_000_000,
        paymentRef: 'bench',
      } as never,
    ]);
  }

  /** Seven in ten are singles, two doubles or trebles, one a Trixie; a few state an old price. */
  ticket(nowMs: number, open: readonly OpenMarket[]): BetCommand {
    const account = this.#accounts[this.#random.below(this.#accounts.length)] ?? '';
    const chance = this.#random.below(10);
    const legs = chance < 7 ? 1 : chance < 8 ? 2 : 3;
    const head = this.#head(account, nowMs);
    const first = this.#random.below(open.length);
    const selections = Array.from({ length: legs }, (_, leg) => {
      const market = open[(first + leg) % open.length];
      const at = this.#random.below(outcomeIds.length);
      const stale = this.#random.percent(3) ? 500 : 0;
      return {
        marketId: market?.marketId,
        outcomeId: outcomeIds[at],
        odds: (market?.odds[at] ?? 0) + stale,
        fraction: null,
        marketVersion: null,
      };
    });
    return {
      type: 'PlaceBets',
      ...head,
      ticketId: head.commandId,
      quoteId: null,
      channel: 'bench',
      selections,
      bets: [this.#bet(legs, chance)],
      priceChange: { policy: 'NONE', toleranceBps: null, minOdds: null },
      acceptPayoutCap: false,
      onStakeLimit: 'REJECT',
    } as never;
  }

  #bet(legs: number, chance: number) {
    const isSystem = chance === 9;
    return {
      kind: legs === 1 ? 'SINGLE' : isSystem ? 'SYSTEM' : 'MULTIPLE',
      sizes: isSystem ? [2, 3] : [],
      eachWay: false,
      positions: Array.from({ length: legs }, (_, leg) => ({ selections: [leg], banker: false })),
      stake: 100 * (1 + this.#random.below(50)),
      stakeMode: isSystem ? 'UNIT' : 'TOTAL',
      lines: isSystem ? 4 : 1,
      funding: 'CASH',
      freeBetId: null,
    };
  }

  #head(account: string, nowMs: number) {
    const key = `${account}-${this.#count++}`;
    return {
      commandId: key.slice(-26).padEnd(26, 'x'),
      accountId: accountId(account),
      idempotencyKey: key,
      bodyHash: '1'.repeat(64),
      actor: { kind: 'BETTOR' as const, id: account },
      requestedAtMs: nowMs,
      expiresAtMs: nowMs + limits.commandLifeMs,
    };
  }
}

function accountsIn(partition: number): readonly string[] {
  const found: string[] = [];
  for (let number = 0; found.length < ACCOUNTS; number++) {
    const id = `bench${String(number).padStart(11, '0')}`;
    if (partitionOf(id, partitions) === partition) found.push(id);
  }
  return found;
}
