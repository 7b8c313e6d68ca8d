const ladders = ['atb', 'atl', 'batb', 'batl', 'bdatb', 'bdatl'] as const;
type Ladder = (typeof ladders)[number];
type Rows = (readonly number[])[];
type Change = Partial<Record<Ladder, Rows>> & {
  id: number;
  hc?: number;
  ltp?: number;
  tv?: number;
};
type Definition = {
  status: string;
  inPlay: boolean;
  version: number;
  betDelay: number;
  runners: {
    id: number;
    hc?: number;
    status: string;
    sortPriority: number;
    adjustmentFactor?: number;
    bsp?: number;
  }[];
};
type Message = {
  op: string;
  pt: number;
  mc?: { id: string; img?: boolean; marketDefinition?: Definition; rc?: Change[] }[];
};

/** By `runner` for last words, by `runner ladder` for rows. */
type Market = { definition: Definition; words: Map<string, number>; rows: Map<string, Rows> };

const nameOf = ({ id, hc = 0 }: { id: number; hc?: number }) => `${id}/${hc}`;

/**
 * The books of a stream again, for comparison with the real ones: rows in the order of their coming,
 * looked through for every change and sorted for every line. Slow, and little to get wrong.
 */
export function* plainBooks(texts: readonly string[]) {
  const markets = new Map<string, Market>();
  for (const text of texts) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the recorded streams are given
    const { op, pt, mc = [] } = JSON.parse(text) as Message;
    if (op !== 'mcm') continue;
    for (const { id, img, marketDefinition, rc = [] } of mc) {
      const before = img === true ? undefined : markets.get(id);
      const definition = marketDefinition ?? before?.definition;
      if (definition === undefined) throw new Error(`${id} has no definition`);
      const { words, rows } = before ?? { words: new Map(), rows: new Map() };
      markets.set(id, { definition, words, rows });
      for (const change of rc) take(change, { definition, words, rows });
    }
    for (const id of new Set(mc.map((change) => change.id))) {
      const market = markets.get(id);
      if (market !== undefined) yield book(pt, id, market);
    }
  }
}

/** The last number of a row is its size, the first one its name. */
function take(change: Change, { words, rows }: Market): void {
  const name = nameOf(change);
  if (change.ltp !== undefined) words.set(`${name} ltp`, change.ltp);
  if (change.tv !== undefined) words.set(`${name} tv`, change.tv);
  for (const ladder of ladders)
    for (const row of change[ladder] ?? []) {
      const others = (rows.get(`${name} ${ladder}`) ?? []).filter(([at]) => at !== row[0]);
      rows.set(`${name} ${ladder}`, row.at(-1) === 0 ? others : [...others, row]);
    }
}

const book = (publishTimeMs: number, marketId: string, market: Market) => ({
  publishTimeMs,
  marketId,
  status: market.definition.status,
  inPlay: market.definition.inPlay,
  version: market.definition.version,
  betDelaySeconds: market.definition.betDelay,
  runners: market.definition.runners
    .toSorted((a, b) => a.sortPriority - b.sortPriority)
    .map((runner) => ({
      selectionId: runner.id,
      handicap: runner.hc ?? 0,
      status: runner.status,
      adjustmentFactor: runner.adjustmentFactor ?? null,
      lastPriceTraded: market.words.get(`${nameOf(runner)} ltp`) ?? null,
      tradedVolume: market.words.get(`${nameOf(runner)} tv`) ?? 0,
      availableToBack: side(market, nameOf(runner), ['atb', 'bdatb', 'batb'], -1),
      availableToLay: side(market, nameOf(runner), ['atl', 'bdatl', 'batl'], 1),
      startingPrice: runner.bsp ?? null,
    })),
});

function side({ rows }: Market, name: string, kinds: readonly string[], order: 1 | -1) {
  const kind = kinds.find((ladder) => (rows.get(`${name} ${ladder}`) ?? []).length > 0);
  if (kind === undefined) return [];
  const found = rows.get(`${name} ${kind}`) ?? [];
  const turn = kind.startsWith('at') ? order : 1;
  return found.toSorted((a, b) => turn * ((a[0] ?? 0) - (b[0] ?? 0))).map((row) => row.slice(-2));
}
