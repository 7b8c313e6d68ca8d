/**
 * The stream that every peer is measured with (see RESULTS.md): 300,000 commands of 20,000 accounts on 1,000 markets
 * by Zipf's law, 3 % repeated, 5 % of the markets suspended, 2 % at a stale price. The same seed gives the same
 * commands as the peers' own generator, so counts and checksum can be compared.
 */
export type StreamCommand = {
  readonly id: string;
  /** From 0. */
  readonly account: number;
  /** From 0. */
  readonly market: number;
  /** 0 to 2. */
  readonly outcome: number;
  /** Minor units. */
  readonly stake: number;
  /** Thousandths, as the stream has it. */
  readonly odds: number;
  readonly atMs: number;
};

export type StreamMarket = { readonly suspended: boolean; readonly odds: readonly number[] };

export const stream = {
  commands: 300_000,
  accounts: 20_000,
  markets: 1_000,
  /** Of each account at the start, minor units. */
  balance: 1_000_000,
} as const;

const SEED = 20_240_607;
const START_MS = 1_700_000_000_000;
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function streamMarkets(): readonly StreamMarket[] {
  const random = mulberry32(SEED + 1);
  return Array.from({ length: stream.markets }, (_, index) => ({
    suspended: index % 20 === 13,
    odds: [0, 1, 2].map(() => 1_100 + Math.trunc(random() * 8_900)),
  }));
}

/** A repeat is the very same object. */
export function streamCommands(count: number = stream.commands): readonly StreamCommand[] {
  const random = mulberry32(SEED);
  const account = zipf(stream.accounts, random);
  const market = zipf(stream.markets, random);
  const markets = streamMarkets();
  const commands: StreamCommand[] = [];
  for (let index = 0; index < count; index++) {
    const before =
      index > 10 && random() < 0.03
        ? commands[index - 1 - Math.trunc(random() * Math.min(index, 5_000))]
        : undefined;
    commands.push(before ?? fresh(index, random, markets, account, market));
  }
  return commands;
}

function fresh(
  index: number,
  random: () => number,
  markets: readonly StreamMarket[],
  account: () => number,
  market: () => number,
): StreamCommand {
  const on = market();
  const outcome = Math.trunc(random() * 3);
  const atMs = START_MS + index;
  const stake =
    random() < 0.9 ? 50 + Math.trunc(random() * 250) : 500 + Math.trunc(random() * 1_500);
  const odds = (markets[on]?.odds[outcome] ?? 0) + (random() < 0.02 ? 50 : 0);
  return { id: ulid(atMs, random), account: account(), market: on, outcome, stake, odds, atMs };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function zipf(count: number, random: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let index = 0; index < count; index++) sums[index] = sum += 1 / (index + 1);
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function ulid(atMs: number, random: () => number): string {
  let rest = atMs;
  let text = '';
  for (let index = 0; index < 10; index++) {
    text = `${LETTERS[rest % 32]}${text}`;
    rest = Math.floor(rest / 32);
  }
  for (let index = 0; index < 16; index++) text += LETTERS[Math.trunc(random() * 32)];
  return text;
}
