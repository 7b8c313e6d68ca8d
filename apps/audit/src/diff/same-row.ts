import type { ComparedTable } from './clickhouse-rows';

/**
 * Whether a row that is held says what the log says. An older recorder kept events without the fields that their
 * schemas gained later: these are left out where they stand at nothing.
 */
export function sameRow(table: ComparedTable, ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  if (table !== 'decisions') return false;
  const [expected, held] = [ours, theirs].map(cellsIn);
  const payloads = [expected?.at(-1), held?.at(-1)].map(contentIn);
  return (
    JSON.stringify(expected?.slice(0, -1)) === JSON.stringify(held?.slice(0, -1)) &&
    JSON.stringify(knownThen(payloads[0], payloads[1])) === JSON.stringify(payloads[1])
  );
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by rowText
const cellsIn = (text: string) => JSON.parse(text) as readonly string[];

function contentIn(payload: string | undefined): unknown {
  try {
    return JSON.parse(payload ?? '');
  } catch {
    return undefined;
  }
}

/** The event without what the held one does not have, where that says nothing. */
function knownThen(event: unknown, held: unknown): unknown {
  if (Array.isArray(event) && Array.isArray(held))
    return event.map((item, index) => knownThen(item, held[index]));
  if (!isRecord(event) || !isRecord(held)) return event;
  const kept = Object.entries(event).filter(([name, value]) => name in held || !saysNothing(value));
  return Object.fromEntries(kept.map(([name, value]) => [name, knownThen(value, held[name])]));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The defaults that fields came with: null, nothing listed, and -1 for a count that nobody took. */
const saysNothing = (value: unknown) =>
  value === null || value === -1 || (Array.isArray(value) && value.length === 0);
