import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const require = createRequire(import.meta.url);

/** A market as one line of the file leaves it. */
export type MarketMoment = {
  readonly line: number;
  readonly status: string;
  /** By runner key: ACTIVE, REMOVED, WINNER, LOSER, PLACED. */
  readonly runners: ReadonlyMap<string, string>;
};

export type RecordedMarket = {
  readonly bettingType: string;
  readonly numberOfWinners: number;
  readonly moments: readonly MarketMoment[];
};

/** What a Betfair stream file says, read from its raw JSON alone: nothing of the product's own reading is used. */
export type RecordedStream = {
  readonly lines: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The time of each line, from line 1; of a line that says nothing, the one before. */
  readonly timesMs: readonly number[];
  /** By the market id of our facts. */
  readonly markets: ReadonlyMap<string, RecordedMarket>;
};

type RawRunner = { readonly id: number; readonly hc?: number; readonly status: string };
type RawDefinition = {
  readonly status: string;
  readonly bettingType: string;
  readonly numberOfWinners: number;
  readonly runners: readonly RawRunner[];
};
type RawLine = {
  readonly pt: number;
  readonly mc?: readonly { readonly id: string; readonly marketDefinition?: RawDefinition }[];
};

export async function readRecordedStream(file: string): Promise<RecordedStream> {
  const markets = new Map<string, RecordedMarket & { readonly moments: MarketMoment[] }>();
  const timesMs: number[] = [];
  let lines = 0;
  let firstMs = Infinity;
  let lastMs = 0;
  for await (const text of createInterface({ input: openStream(file), crlfDelay: Infinity })) {
    lines++;
    const message = parsed(text);
    timesMs.push(message?.pt ?? lastMs);
    if (message === undefined) continue;
    firstMs = Math.min(firstMs, message.pt);
    lastMs = Math.max(lastMs, message.pt);
    for (const { id, marketDefinition } of message.mc ?? [])
      if (marketDefinition !== undefined) remember(markets, `bf:${id}`, marketDefinition, lines);
  }
  return { lines, firstMs, lastMs, timesMs, markets };
}

function openStream(file: string): Readable {
  const bytes = createReadStream(file);
  if (file.endsWith('.gz')) return bytes.pipe(createGunzip());
  if (!file.endsWith('.bz2')) return bytes;
  const unbzip2 = require('unbzip2-stream') as () => Duplex;
  return bytes.pipe(unbzip2());
}

/** A truncated last line says nothing. */
function parsed(text: string): RawLine | undefined {
  try {
    const message = JSON.parse(text) as Partial<RawLine>;
    return typeof message.pt === 'number' ? { ...message, pt: message.pt } : undefined;
  } catch {
    return undefined;
  }
}

function remember(
  markets: Map<string, RecordedMarket & { readonly moments: MarketMoment[] }>,
  marketId: string,
  { status, bettingType, numberOfWinners, runners }: RawDefinition,
  line: number,
): void {
  const known = markets.get(marketId) ?? { bettingType, numberOfWinners, moments: [] };
  const keys = runners.map((runner) => [runnerKey(runner, bettingType), runner.status] as const);
  known.moments.push({ line, status, runners: new Map(keys) });
  markets.set(marketId, known);
}

/** A selection that is offered at several lines is named with its handicap. */
function runnerKey({ id, hc = 0 }: RawRunner, bettingType: string): string {
  return bettingType.startsWith('ASIAN_HANDICAP') || hc !== 0 ? `${id}:${hc}` : `${id}`;
}

/** The market as it stood behind a line; undefined before its first definition. */
export const momentAt = ({ moments }: RecordedMarket, line: number): MarketMoment | undefined =>
  moments.findLast((moment) => moment.line <= line);
