/**
 * What `npm run settle` must answer, by brute force: every line of a bet is written out and multiplied. It shares no
 * code and no shortcut with the engine, only the rules of domain.md.
 */

/** An exact number n/d, not reduced. */
type Exact = readonly [n: bigint, d: bigint];
type Written = { readonly num: number; readonly den: number };
type Factors = { readonly win: string; readonly void: string };
export type Result = 'WON' | 'LOST' | 'VOID' | 'HALF_WON' | 'HALF_LOST' | Factors;

export type LineLeg = {
  readonly selection: number;
  readonly result?: Result;
  readonly place?: Result;
  readonly position?: { readonly rank: number; readonly tied: number };
  readonly placeTerms?: { readonly places: number; readonly fraction: Written };
  readonly reductions?: readonly {
    readonly method: 'RULE4' | 'EXCHANGE_WIN' | 'EXCHANGE_PLACE';
    readonly deductionPpm: number;
  }[];
  readonly antePost?: boolean;
};

export type LineBet = {
  readonly kind: 'SINGLE' | 'MULTIPLE' | 'SYSTEM';
  readonly sizes?: readonly number[];
  readonly eachWay?: boolean;
  readonly positions?: readonly {
    readonly selections: readonly number[];
    readonly banker?: boolean;
  }[];
  readonly stake: number;
  readonly stakeMode?: 'UNIT' | 'TOTAL';
  readonly lines?: number;
  readonly funding?: 'CASH' | 'BONUS' | 'FREE_BET';
};

/** A line of input, as the tests write it. */
export type TicketLine = {
  readonly id: string | number;
  readonly ticket: {
    readonly selections: readonly { readonly odds: number; readonly fraction?: Written }[];
    readonly bets: readonly LineBet[];
  };
  readonly legs: readonly LineLeg[];
  readonly rounding?: 'HALF_UP' | 'DOWN';
  readonly maxPayout?: number;
};

export type Expected = {
  readonly lines: number;
  readonly stake: bigint;
  readonly returns: bigint;
  readonly exact: string;
};

export const expectedBets = (line: TicketLine): Expected[] =>
  line.ticket.bets.map((bet) => expectedBet(line, bet));

function expectedBet(line: TicketLine, bet: LineBet): Expected {
  const { selections } = line.ticket;
  const combos = combinations(bet, selections.length);
  const charged = BigInt(combos.length) * (bet.eachWay === true ? 2n : 1n);
  const stake = BigInt(bet.stake) * (bet.stakeMode === 'TOTAL' ? 1n : charged);
  const parts = bet.eachWay === true ? (['win', 'place'] as const) : (['win'] as const);
  let total: Exact = [0n, 1n];
  for (const part of parts) {
    total = add(total, sumOfLines(line, combos, part, false));
    if (bet.funding === 'FREE_BET')
      total = add(total, mul([-1n, 1n], sumOfLines(line, combos, part, true)));
  }
  const [n, d] = mul(total, [stake, charged]);
  const cap = line.maxPayout === undefined ? undefined : BigInt(line.maxPayout);
  const returns = cap !== undefined && n > cap * d ? cap : roundedOnce(n, d, line.rounding);
  return { lines: bet.lines ?? Number(charged), stake, returns, exact: lowest(n, d) };
}

/** Each line as the selections in it. */
export function combinations(bet: LineBet, selections: number): number[][] {
  const positions =
    bet.positions ??
    Array.from({ length: selections }, (_, index) => ({ selections: [index], banker: false }));
  const whole = bet.kind === 'SYSTEM' ? (bet.sizes ?? []) : [positions.length];
  let chosen: { readonly size: number; readonly lines: number[] }[] = [{ size: 0, lines: [] }];
  for (const position of positions) {
    const ways = position.selections;
    const taken = chosen.flatMap(({ size, lines }) =>
      ways.map((way) => ({ size: size + 1, lines: [...lines, way] })),
    );
    chosen = position.banker ? taken : [...chosen, ...taken];
  }
  return chosen.filter(({ size }) => whole.includes(size)).map(({ lines }) => lines);
}

/** Σ over the lines of Π over their legs, over the product of all denominators. */
function sumOfLines(
  line: TicketLine,
  combos: readonly (readonly number[])[],
  part: 'win' | 'place',
  stakeOnly: boolean,
): Exact {
  const used = [...new Set(combos.flat())];
  const legs = new Map(used.map((index) => [index, multiplier(line, index, part, stakeOnly)]));
  let numerator = 0n;
  for (const combo of combos) {
    let term = 1n;
    for (const [index, [n, d]] of legs) term *= combo.includes(index) ? n : d;
    numerator += term;
  }
  let denominator = 1n;
  for (const [, d] of legs.values()) denominator *= d;
  return [numerator, denominator];
}

/** What one unit on a leg returns; of its stake alone where that is asked. */
function multiplier(
  line: TicketLine,
  selection: number,
  part: 'win' | 'place',
  stakeOnly: boolean,
): Exact {
  const priced = line.ticket.selections[selection];
  const leg = line.legs.find((one) => one.selection === selection);
  if (priced === undefined || leg === undefined) throw new Error('the ticket is incomplete');
  const { fraction } = priced;
  const price: Exact = fraction
    ? [BigInt(fraction.num) + BigInt(fraction.den), BigInt(fraction.den)]
    : [BigInt(priced.odds), 10_000n];
  const reduced = leg.antePost === true ? price : reducedPrice(price, leg.reductions ?? []);
  const [wins, refunded] = shares(leg, part);
  const terms = leg.placeTerms;
  const odds =
    part === 'win' || terms === undefined
      ? reduced
      : add(
          [1n, 1n],
          mul(add(reduced, [-1n, 1n]), [BigInt(terms.fraction.num), BigInt(terms.fraction.den)]),
        );
  return add(mul(wins, stakeOnly ? [1n, 1n] : odds), refunded);
}

function shares(leg: LineLeg, part: 'win' | 'place'): readonly [Exact, Exact] {
  const { position, result = 'LOST', place = result } = leg;
  if (position !== undefined) {
    const paid = part === 'win' ? 1 : (leg.placeTerms?.places ?? 0);
    let winners = 0;
    for (let tied = 0; tied < position.tied; tied++) if (position.rank + tied <= paid) winners++;
    return [
      [BigInt(winners), BigInt(position.tied)],
      [0n, 1n],
    ];
  }
  const word = part === 'win' ? result : place;
  if (leg.antePost === true && isVoid(word))
    return [
      [0n, 1n],
      [0n, 1n],
    ];
  if (typeof word !== 'string') return [exact(word.win), exact(word.void)];
  const table: Readonly<Record<typeof word, readonly [bigint, bigint]>> = {
    WON: [2n, 0n],
    LOST: [0n, 0n],
    VOID: [0n, 2n],
    HALF_WON: [1n, 1n],
    HALF_LOST: [0n, 1n],
  };
  const [wins, refunded] = table[word];
  return [
    [wins, 2n],
    [refunded, 2n],
  ];
}

function isVoid(word: Result): boolean {
  if (typeof word === 'string') return word === 'VOID';
  const [n, d] = exact(word.void);
  return n === d;
}

function reducedPrice(price: Exact, reductions: NonNullable<LineLeg['reductions']>): Exact {
  const ppm = (method: string) =>
    reductions.filter((one) => one.method === method).map((one) => BigInt(one.deductionPpm));
  const left = (ppms: readonly bigint[]) =>
    ppms.reduce<Exact>((share, one) => mul(share, [1_000_000n - one, 1_000_000n]), [1n, 1n]);
  switch (reductions[0]?.method) {
    case undefined:
      return price;
    case 'RULE4': {
      const sum = ppm('RULE4').reduce((total, one) => total + one, 0n);
      const kept: Exact = [1_000_000n - (sum > 900_000n ? 900_000n : sum), 1_000_000n];
      return add([1n, 1n], mul(add(price, [-1n, 1n]), kept));
    }
    case 'EXCHANGE_WIN': {
      const counted = ppm('EXCHANGE_WIN').filter((one) => one >= 25_000n);
      const [n, d] = mul(price, left(counted));
      return counted.length > 0 && n * 100n < 101n * d ? [101n, 100n] : [n, d];
    }
    case 'EXCHANGE_PLACE':
      return add([1n, 1n], mul(add(price, [-1n, 1n]), left(ppm('EXCHANGE_PLACE'))));
  }
}

function exact(text: string): Exact {
  const [n = '0', d = '1'] = text.split('/');
  return [BigInt(n), BigInt(d)];
}

function roundedOnce(n: bigint, d: bigint, mode: 'HALF_UP' | 'DOWN' = 'HALF_UP'): bigint {
  const below = n / d;
  return mode === 'HALF_UP' && (n - below * d) * 2n >= d ? below + 1n : below;
}

function lowest(n: bigint, d: bigint): string {
  let [a, b] = [n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return `${n / a}/${d / a}`;
}

const add = ([n, d]: Exact, [m, e]: Exact): Exact => [n * e + m * d, d * e];
const mul = ([n, d]: Exact, [m, e]: Exact): Exact => [n * m, d * e];
