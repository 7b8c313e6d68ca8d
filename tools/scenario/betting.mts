import { issueToken } from '../start/tokens.mts';
import type { Chance } from './chance.mts';
import { sendUntilTold } from './client.mts';
import type { ClientBet } from './evidence.mts';
import { OfferSeen } from './offer-seen.mts';
import { ticketFor, type PlannedBet } from './planned-bet.mts';
import type { RecordedStream } from './recorded-stream.mts';
import type { System } from './system.mts';

export type BettorAccount = { readonly accountId: string; readonly token: string };

const deposited = 10_000_000;
const toldWithinMs = 90_000;

/** Opens accounts with money in them. Throws what an answer said instead. */
export async function openAccounts(
  { urls, dataDir }: System,
  count: number,
): Promise<readonly BettorAccount[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const token = await issueToken(`${dataDir}/secrets`, 'bettor', `scenario-${index}`);
      const opened = await sendUntilTold(
        urls.api,
        {
          path: '/v1/accounts',
          token,
          key: undefined,
          body: { currency: 'EUR', jurisdiction: 'MT' },
        },
        toldWithinMs,
      );
      const body = { amount: deposited };
      const paid = await sendUntilTold(
        urls.api,
        { path: '/v1/wallet/deposits', token, key: 'deposit', body },
        toldWithinMs,
      );
      if (opened.outcome !== 'decided' || paid.outcome !== 'decided')
        throw new Error(`no account: ${JSON.stringify({ opened, paid })}`);
      return { accountId: (JSON.parse(opened.body) as { accountId: string }).accountId, token };
    }),
  );
}

/** Places the planned bets, each when its place in the facts was adopted. */
export class Betting {
  readonly seen: OfferSeen;
  readonly done: Promise<readonly ClientBet[]>;
  readonly #api: string;
  readonly #accounts: readonly BettorAccount[];
  readonly #stream: RecordedStream;
  readonly #random: Chance;
  readonly #left: PlannedBet[];
  readonly #placing: Promise<ClientBet>[] = [];
  #started = false;
  #finish: () => void = () => undefined;
  told = 0;

  constructor(
    api: string,
    stream: RecordedStream,
    plan: readonly PlannedBet[],
    accounts: readonly BettorAccount[],
    random: Chance,
  ) {
    this.#api = api;
    this.#stream = stream;
    this.#accounts = accounts;
    this.#random = random;
    this.#left = [...plan];
    this.seen = new OfferSeen(() => this.#place());
    const allSent = new Promise<void>((resolve) => (this.#finish = resolve));
    this.done = allSent.then(() => Promise.all(this.#placing));
  }

  get sent(): number {
    return this.#placing.length;
  }

  start(): void {
    this.#started = true;
    this.#place();
  }

  /** No more facts come: whatever waits for one is sent now. */
  sendTheRest(): void {
    this.#place(Infinity);
    this.#finish();
  }

  #place(line = this.seen.adoptedLine): void {
    if (!this.#started) return;
    for (let next = this.#left[0]; next !== undefined && next.line <= line; next = this.#left[0]) {
      this.#left.shift();
      this.#placing.push(this.#send(next));
    }
  }

  async #send(plan: PlannedBet): Promise<ClientBet> {
    const account = this.#accounts[plan.account] ?? { accountId: '', token: '' };
    const ticket = ticketFor(this.#random, this.#stream, this.seen);
    const request = { path: '/v1/bets', token: account.token, key: plan.key, body: ticket };
    const told = await sendUntilTold(this.#api, request, toldWithinMs);
    const toldAgain = plan.repeated
      ? await sendUntilTold(this.#api, request, toldWithinMs)
      : undefined;
    this.told++;
    return { plan, accountId: account.accountId, ticket, told, toldAgain };
  }
}
