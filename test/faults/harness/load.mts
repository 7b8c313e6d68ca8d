import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../../../tools/scenario/chance.mts';
import { sendUntilTold, type Told } from '../../../tools/scenario/client.mts';
import { FaultOffer, type OfferedMarket } from './fault-offer.mts';
import { openBettor, type Bettor } from './bettor.mts';
import type { FaultSystem } from './fault-system.mts';

/** One request as its client knows it, with everything it was told about it. */
export type Operation = {
  readonly accountId: string;
  readonly key: string;
  readonly path: string;
  readonly body: object;
  /** Another body came under this key before: it is to be refused. */
  readonly conflicting: boolean;
  /** In the order of hearing. */
  readonly told: Told[];
};

type Bet = { readonly betId: string; readonly marketId: string; readonly bettor: Bettor };
type PlacedBets = {
  readonly status?: string;
  readonly bets?: readonly { betId: string; legs: readonly { marketId: string }[] }[];
};
type QuotedCashOut = { readonly status?: string; readonly quoteId?: string };

export type LoadOptions = {
  readonly system: FaultSystem;
  /** Of every name that the load makes, so that loads never meet. */
  readonly prefix: string;
  readonly chance: Chance;
  readonly bettors?: number;
  readonly markets?: number;
  /** How many requests are on their way at a time. */
  readonly clients?: number;
  /** In minor units, paid in at the start. */
  readonly deposit?: number;
};

const toldWithinMs = 90_000;
const tickMs = 400;
/** In minor units. */
const riches = 100_000_000;

/**
 * Seeded bettors on a small offer, who remember what they were told: bets, deposits, withdrawals, cash-outs, repeats
 * under the same key, and other bodies under it. Sends until it is told to finish.
 */
export class Load {
  readonly operations: Operation[] = [];
  readonly offer: FaultOffer;
  readonly bettors: readonly Bettor[];
  /** Bets by hand, and always has the money. */
  readonly #rich: Bettor;
  readonly #others: Bettor[] = [];
  readonly #options: LoadOptions;
  readonly #bets: Bet[] = [];
  #lanes: Promise<void>[] = [];
  #sending = false;
  #pausing = false;
  #sequence = 0;
  #ended = 0;

  private constructor(
    options: LoadOptions,
    offer: FaultOffer,
    bettors: readonly Bettor[],
    rich: Bettor,
  ) {
    this.#options = options;
    this.#rich = rich;
    this.offer = offer;
    this.bettors = bettors;
  }

  /** Opens accounts with money and an offer that can be bet on. */
  static async open(options: LoadOptions): Promise<Load> {
    const { system, prefix, chance, bettors: count = 8, markets = 4 } = options;
    const offer = await FaultOffer.open(system, prefix, markets, chance);
    const bettors = await Promise.all(
      Array.from({ length: count }, (_, index) => openBettor(system, `${prefix}-${index}`)),
    );
    const load = new Load(options, offer, bettors, await openBettor(system, `${prefix}-rich`));
    await load.#deposit(load.#rich, riches);
    await Promise.all(bettors.map((bettor) => load.#deposit(bettor, options.deposit ?? 50_000)));
    await load.#untilOffered();
    return load;
  }

  /** How many requests have been told their end. */
  get ended(): number {
    return this.#ended;
  }

  start(): void {
    this.#sending = true;
    const clients = Array.from({ length: this.#options.clients ?? 4 }, () => this.#client());
    this.#lanes = [...clients, this.#tick()];
  }

  /** Until so many more requests have been told their end. False when they were not in time. */
  async progress(more: number, withinMs = 120_000): Promise<boolean> {
    const goal = this.#ended + more;
    const untilMs = performance.now() + withinMs;
    while (this.#ended < goal && performance.now() < untilMs) await pause(10);
    return this.#ended >= goal;
  }

  /** No new requests until `resume`; the feed goes on. */
  rest(): void {
    this.#pausing = true;
  }

  resume(): void {
    this.#pausing = false;
  }

  /** Sends nothing new; resolves when everything sent has been told, or will never be. */
  async finish(): Promise<void> {
    this.#sending = false;
    await Promise.all(this.#lanes);
  }

  /** Whatever is on its way has nobody any more who waits for it. */
  abandon(): void {
    this.#sending = false;
    this.offer.abandon();
  }

  /** Asks again and again. False when it did not come true in time. */
  async until(isTrue: () => Promise<boolean>, withinMs: number): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    while (!(await isTrue())) {
      if (performance.now() > untilMs) return false;
      await pause(200);
    }
    return true;
  }

  /** Why a bet on this market is refused now; undefined where it is accepted. */
  async reasonOf(market: number): Promise<string | undefined> {
    const ticket = { ...this.ticketOn(market, 100), priceChange: { policy: 'ANY' } };
    const told = await this.#send(this.#rich, this.#key(), '/v1/bets', ticket);
    if (told.outcome !== 'decided') return told.outcome;
    return told.body.includes('"ACCEPTED"') ? undefined : told.body;
  }

  /** What one bet is told at once, without waiting for its end; a repeat settles it later. */
  async statusOfABet(): Promise<number> {
    const { accountId, token } = this.#rich;
    const operation = {
      accountId,
      key: this.#key(),
      path: '/v1/bets',
      body: this.ticketOn(0, 100),
      conflicting: false,
      told: [{ outcome: 'unknown' }] as Told[],
    };
    this.operations.push(operation);
    const answer = await fetch(`${this.#api()}${operation.path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': operation.key,
      },
      body: JSON.stringify(operation.body),
    });
    await answer.body?.cancel();
    return answer.status;
  }

  /** Another account, with so much money in it. */
  async newBettor(deposit: number): Promise<Bettor> {
    const { system, prefix } = this.#options;
    const bettor = await openBettor(system, `${prefix}-other-${this.#others.length}`);
    this.#others.push(bettor);
    await this.#deposit(bettor, deposit);
    return bettor;
  }

  /** One win single at whatever odds, for this bettor. */
  placeFor(bettor: Bettor, stake: number): Promise<Told> {
    const ticket = { ...this.ticketOn(0, stake), priceChange: { policy: 'ANY' } };
    return this.#send(bettor, this.#key(), '/v1/bets', ticket);
  }

  /** One ticket of so many singles of the smallest stakes; how many of its bets were accepted. */
  async placeMany(market: number, count: number): Promise<number> {
    const bettor = this.#options.chance.pick(this.bettors) ?? this.#someone();
    const [bet] = this.#ticket(this.offer.markets[market], 10).bets;
    const ticket = {
      ...this.#ticket(this.offer.markets[market], 10),
      bets: Array.from({ length: count }, () => bet),
      priceChange: { policy: 'ANY' },
    };
    const told = await this.#send(bettor, this.#key(), '/v1/bets', ticket);
    return told.outcome === 'decided' && told.body.includes('"ACCEPTED"') ? count : 0;
  }

  /** Cashes out the whole of some bet on this market, if the load remembers one. */
  async cashOutOn(market: number): Promise<void> {
    const marketId = this.offer.markets[market]?.marketId;
    await this.#cashOut(this.#bets.findIndex((bet) => bet.marketId === marketId));
  }

  /** One request by hand, from one of the bettors. */
  request(bettor: number, key: string, path: string, body: object, withinMs = toldWithinMs) {
    return this.#send(this.bettors[bettor] ?? this.#someone(), key, path, body, withinMs);
  }

  /** One ticket by hand, for this bettor. */
  requestFor(bettor: Bettor, key: string, ticket: object): Promise<Told> {
    return this.#send(bettor, key, '/v1/bets', ticket);
  }

  tokenOf(accountId: string): string {
    const all = [...this.bettors, this.#rich, ...this.#others];
    return all.find((bettor) => bettor.accountId === accountId)?.token ?? '';
  }

  /** A win single at the market's odds of now. */
  ticketOn(marketIndex: number, stake: number) {
    return this.#ticket(this.offer.markets[marketIndex], stake);
  }

  async #client(): Promise<void> {
    const { chance } = this.#options;
    while (this.#sending) {
      if (!this.#pausing) await this.#something();
      await pause(10 + chance.below(50));
    }
  }

  async #tick(): Promise<void> {
    while (this.#sending) {
      await this.offer.tick();
      await pause(tickMs);
    }
  }

  #something(): Promise<unknown> {
    const { chance } = this.#options;
    const bettor = chance.pick(this.bettors) ?? this.#someone();
    const kind = chance.below(100);
    if (kind < 62) {
      const market = chance.pick(this.offer.markets);
      const body = this.#ticket(market, 50 + chance.below(3_000));
      return this.#send(bettor, this.#key(), '/v1/bets', body);
    }
    const amount = 100 + chance.below(2_000);
    if (kind < 70) return this.#send(bettor, this.#key(), '/v1/wallet/deposits', { amount });
    if (kind < 75) return this.#send(bettor, this.#key(), '/v1/wallet/withdrawals', { amount });
    if (kind < 85) return this.#cashOut();
    return kind < 95 ? this.#repeat() : this.#conflict();
  }

  /** Whatever it was told before, the same request again. */
  async #repeat(): Promise<void> {
    const before = this.#options.chance.pick(this.operations.filter((of) => !of.conflicting));
    if (before === undefined) return;
    const token = this.tokenOf(before.accountId);
    before.told.push(await sendUntilTold(this.#api(), { ...before, token }, toldWithinMs));
    this.#ended++;
  }

  /** Another body under a key that was decided: 409. */
  async #conflict(): Promise<void> {
    const decided = this.operations.filter(
      ({ conflicting, told, path }) =>
        !conflicting && path === '/v1/wallet/deposits' && told[0]?.outcome === 'decided',
    );
    const before = this.#options.chance.pick(decided);
    if (before === undefined) return;
    const { accountId, key, path } = before;
    const body = { amount: 7_777_777 };
    const operation = { accountId, key, path, body, conflicting: true, told: [] as Told[] };
    this.operations.push(operation);
    const token = this.tokenOf(accountId);
    operation.told.push(await sendUntilTold(this.#api(), { path, key, token, body }, toldWithinMs));
    this.#ended++;
  }

  async #cashOut(which = this.#options.chance.below(this.#bets.length + 1)): Promise<void> {
    const { chance } = this.#options;
    const bet = this.#bets[which];
    if (bet === undefined) return;
    this.#bets.splice(which, 1);
    const base = `/v1/bets/${bet.betId}`;
    const toShareBps = 1_000 * (1 + chance.below(10));
    const quoted = await this.#send(bet.bettor, this.#key(), `${base}/cash-out-quotes`, {
      toShareBps,
    });
    if (quoted.outcome !== 'decided') return;
    const { quoteId } = JSON.parse(quoted.body) as QuotedCashOut;
    if (quoteId === undefined) return;
    await this.#send(bet.bettor, this.#key(), `${base}/cash-outs`, { quoteId });
  }

  async #send(
    bettor: Bettor,
    key: string,
    path: string,
    body: object,
    withinMs = toldWithinMs,
  ): Promise<Told> {
    const { accountId, token } = bettor;
    const operation = { accountId, key, path, body, conflicting: false, told: [] as Told[] };
    this.operations.push(operation);
    const told = await sendUntilTold(this.#api(), { path, token, key, body }, withinMs);
    operation.told.push(told);
    this.#ended++;
    if (path === '/v1/bets' && told.outcome === 'decided') this.#remember(bettor, told.body);
    return told;
  }

  #deposit(bettor: Bettor, amount: number): Promise<Told> {
    return this.#send(bettor, 'deposit', '/v1/wallet/deposits', { amount });
  }

  #remember(bettor: Bettor, body: string): void {
    const { status, bets = [] } = JSON.parse(body) as PlacedBets;
    if (status !== 'ACCEPTED') return;
    for (const { betId, legs } of bets)
      this.#bets.push({ betId, bettor, marketId: legs[0]?.marketId ?? '' });
  }

  #ticket(market: OfferedMarket | undefined, stake: number) {
    const { chance } = this.#options;
    const of = market ?? this.offer.markets[0];
    if (of === undefined) throw new Error('there is no market');
    const outcomeId = chance.pick(['home', 'away'] as const) ?? 'home';
    const odds = (chance.percent(10) ? of.olderOdds : of.odds)[outcomeId];
    const policy = chance.pick(['NONE', 'BETTER', 'ANY', 'ANY'] as const);
    return {
      selections: [{ marketId: of.marketId, outcomeId, odds }],
      bets: [{ kind: 'SINGLE', positions: [{ selections: [0] }], stake, lines: 1 }],
      priceChange: { policy },
    };
  }

  /** The first bet that is not refused for want of a market: every decider has adopted the offer. */
  async #untilOffered(): Promise<void> {
    const untilMs = performance.now() + 30_000;
    for (const index of this.bettors.keys())
      for (;;) {
        const bettor = this.bettors[index] ?? this.#someone();
        const ticket = { ...this.ticketOn(0, 100), priceChange: { policy: 'ANY' } };
        const told = await this.#send(bettor, this.#key(), '/v1/bets', ticket);
        if (told.outcome === 'decided' && told.body.includes('"ACCEPTED"')) break;
        if (performance.now() > untilMs)
          throw new Error(`no bet is taken: ${JSON.stringify(told)}`);
        await pause(200);
      }
  }

  #someone(): Bettor {
    const [first] = this.bettors;
    if (first === undefined) throw new Error('a load has bettors');
    return first;
  }

  #key(): string {
    return `${this.#options.prefix}-${this.#sequence++}`;
  }

  #api(): string {
    return this.#options.system.app('api').url;
  }
}
