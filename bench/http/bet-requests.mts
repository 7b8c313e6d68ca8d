import { defined } from '../../libs/contracts/src/assert.ts';
import { singleTicket, type Offer } from '../../tools/demo/open-offer.mts';
import { SeededRandom } from '../../tools/demo/seeded-random.mts';
import { streamMarkets } from '../decide/bet-stream.ts';

export type BetRequest = {
  readonly index: number;
  readonly token: string;
  readonly key: string;
  readonly ticket: ReturnType<typeof singleTicket>;
};

type Asked = BetRequest & { answer?: string };

const STAKE = 100;
const SEED = 20_262;
/** 3 % of the requests are one of those before under its own key. */
const REPEATED_SHARE = 0.03;
const REPEATED_AMONG = 5_000;
const WRONG_SHOWN = 3;
const outcomeIds = ['home', 'draw', 'away'] as const;

/** Bets of many accounts in turn on the stream's open markets, at exactly the price; and what was answered to them. */
export class BetRequests {
  /** Answers that are not an acceptance, and repeats that were answered otherwise than the first time. */
  wrong = 0;
  readonly #tokens: readonly string[];
  readonly #tickets: readonly BetRequest['ticket'][];
  readonly #random = new SeededRandom(SEED);
  /** A client that left without its answer. */
  readonly #unanswered = new Map<number, Asked>();
  /** Those of which one may be repeated, by number. */
  readonly #asked = new Map<number, Asked>();
  readonly #accepted = new Set<string>();
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
    this.#tickets = openOffers().map((offer) => singleTicket(offer, STAKE, 'NONE'));
  }

  /** Bets that were accepted, each counted once. */
  get accepted(): number {
    return this.#accepted.size;
  }

  next(): BetRequest {
    const index = this.#next++;
    const again = this.#again(index);
    const asked: Asked = again === undefined ? this.#fresh(index) : { ...again, index };
    this.#asked.set(index, asked);
    this.#asked.delete(index - REPEATED_AMONG);
    this.#unanswered.set(index, asked);
    return asked;
  }

  /** What nobody waits for any more: asked once more, each has one answer, whether it was decided before or not. */
  unanswered(): readonly BetRequest[] {
    return [...this.#unanswered.values()];
  }

  answered(index: number, status: number, answer: string): void {
    const asked = defined(this.#unanswered.get(index), 'a request is answered once');
    this.#unanswered.delete(index);
    const isAccepted = status === 201 && answer.includes('"status":"ACCEPTED"');
    const isSame = asked.answer === undefined || asked.answer === answer;
    if (isAccepted && isSame) {
      this.#accepted.add(asked.key);
      asked.answer = answer;
    } else if (this.wrong++ < WRONG_SHOWN) process.stderr.write(`${status} ${answer}\n`);
  }

  #fresh(index: number): Asked {
    const token = this.#tokens[index % this.#tokens.length] ?? '';
    const ticket = defined(this.#random.of(this.#tickets), 'most markets are open');
    return { index, token, key: `bare-${index}`, ticket };
  }

  /** One that has its answer, so that it can be compared. */
  #again(index: number): Asked | undefined {
    if (this.#random.next() >= REPEATED_SHARE) return undefined;
    const before = this.#asked.get(index - this.#random.between(1, REPEATED_AMONG));
    return before?.answer === undefined ? undefined : before;
  }
}

function openOffers(): Pick<Offer, 'marketId' | 'outcomeId' | 'odds'>[] {
  return streamMarkets().flatMap(({ suspended, odds }, market) =>
    suspended
      ? []
      : odds.map((each, at) => ({
          marketId: `1.${200_000_000 + market}`,
          outcomeId: outcomeIds[at] ?? '',
          odds: each * 10,
        })),
  );
}
