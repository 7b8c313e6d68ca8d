import {
  AgingMap,
  utcMs,
  type AccountId,
  type BetAccepted,
  type BetEvent,
  type MarketId,
  type TicketId,
  type UtcMs,
} from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { Hold } from '../bet/bet';
import { KeptBets } from '../bet/kept-bets';
import type { ExposureShare } from '../bet/apportionment';
import { newExposure, type Exposure } from '../bet/exposure';
import type { CashOutHold, CashOutQuote } from '../cash-out/cash-out-quote';
import { newHouse, type House } from '../ledger/ledger';
import { inBaseCurrency } from '../market/base-currency';
import type { MarketTable } from '../market/market-table';
import type { Quote } from '../quote/quote';
import { rulesVersion } from '../rules/rules-version';
import { BetsInOrder } from './bets-in-order';

/** What a decision makes: bookkeeping records are the log's own. */
export type Decision = Exclude<BetEvent, { type: 'EpochOpened' | 'InputsAdopted' }>;

/** What is known of an idempotency key, for 25 h of decided time. */
export type KeyEntry = {
  readonly accountId: AccountId;
  readonly bodyCheck: number;
  /** True while its ticket waits for its deadline. */
  readonly held: boolean;
  readonly answeredAtMs: number;
  /** Offset of the answer's last record. */
  readonly answerOffset: number;
  /** The answer; undefined while it is held, and of a ticket whose kept bets are the answer. */
  readonly answer: Decision | undefined;
};

/**
 * One partition's state: the fold of its counted batches. It is changed in place by `evolve`, and thrown away
 * and read again, never rolled back, when an append's outcome is unknown.
 */
export class PartitionState {
  readonly accounts = new Map<AccountId, Account>();
  readonly bets = new KeptBets(this.accounts);
  /** Places of bets by the markets of their legs, in the order of acceptance. */
  readonly betsByMarket = new Map<MarketId, Set<number>>();
  readonly holds = new Map<TicketId, Hold>();
  /** Reserved quotes that live, by quote id. */
  readonly quotes = new Map<string, Quote>();
  /** Cash-out quotes that are known, by quote id, oldest first. */
  readonly cashOutQuotes = new Map<string, CashOutQuote>();
  /** Their ids by account, oldest first. */
  readonly cashOutQuotesOf = new Map<AccountId, Set<string>>();
  /** Cash-outs that wait for their delay, by command id. */
  readonly cashOutHolds = new Map<string, CashOutHold>();
  /** By command id, oldest answer first; an accepted ticket is found by its bets. */
  readonly keys = new AgingMap<string, KeyEntry>();
  /** Places of bets that wait for settlement work, in the order of results and of acceptance. */
  readonly work = new BetsInOrder();
  /** Places of settled bets in the order of their newest settlement, in which they leave. */
  readonly settled = new BetsInOrder();
  readonly exposure = new Map<MarketId, Exposure>();
  /** By currency. */
  readonly houses = new Map<string, House>();
  /** Of the writer in force (EpochOpened): what its batches are decided with (R11). */
  rules: number = rulesVersion;
  /** Of the newest batch; never goes back. */
  decidedAtMs: UtcMs = utcMs(0);
  /** The offset that the next record of this partition will have. */
  nextOffset = 0;
  commandsNext = 0;
  commandsCrc = 0;
  /** How far each partition of odds.events is adopted. */
  readonly oddsNext: number[];

  /** This partition of bet.events, and how many there are. */
  readonly partition: number;
  readonly partitions: number;
  readonly table: MarketTable;

  constructor(partition: number, partitions: number, table: MarketTable) {
    this.partition = partition;
    this.partitions = partitions;
    this.table = table;
    this.oddsNext = table.vector.map(() => 0);
  }

  house(currency: string): House {
    const known = this.houses.get(currency);
    if (known !== undefined) return known;
    const house = newHouse();
    this.houses.set(currency, house);
    return house;
  }

  exposureOf(marketId: MarketId): Exposure {
    const known = this.exposure.get(marketId);
    if (known !== undefined) return known;
    const exposure = newExposure();
    this.exposure.set(marketId, exposure);
    return exposure;
  }

  /** A bet's share of its market's exposure, at the rates of the policy it was accepted with. */
  exposureShare(
    accepted: Pick<BetAccepted, 'accountId' | 'policyVersion'> & {
      readonly stake: number;
      readonly potentialReturn: number;
    },
  ): ExposureShare {
    const policy = this.table.policies.get(accepted.policyVersion);
    const currency = this.accounts.get(accepted.accountId)?.currency ?? '';
    const inBase = (amount: number) =>
      policy === undefined ? amount : (inBaseCurrency(amount, currency, policy) ?? amount);
    return { stake: inBase(accepted.stake), winReturn: inBase(accepted.potentialReturn) };
  }
}
