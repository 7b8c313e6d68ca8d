import type { LineFault } from '../input/adapter';
import { MarketChange, StreamMessage } from './message';

/** One market of a message, or what of it could not be read. */
export type ReadChange =
  | { readonly change: MarketChange }
  | { readonly fault: LineFault; readonly marketId: string | undefined };

/** A line of a stream: changes of markets, something that says nothing about them, or unreadable. */
export type StreamLine =
  | { readonly kind: 'changes'; readonly publishTimeMs: number; readonly changes: ReadChange[] }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreadable'; readonly fault: LineFault };

/** Operations of the stream that say nothing about a market. */
const silent = new Set(['connection', 'status', 'ocm']);

/** Never throws for what the line holds. */
export function readStreamLine(line: string): StreamLine {
  const json = parsed(line);
  if (json === undefined) return unreadable('LINE_MALFORMED', 'no JSON');
  const message = StreamMessage.safeParse(json);
  if (!message.success)
    return unreadable('LINE_MALFORMED', message.error.issues[0]?.message ?? 'no message');
  const { op, pt, mc } = message.data;
  if (op === 'mcm') return { kind: 'changes', publishTimeMs: pt, changes: (mc ?? []).map(read) };
  return silent.has(op) ? { kind: 'silent' } : unreadable('MESSAGE_UNKNOWN', `op ${op}`);
}

function read(raw: unknown): ReadChange {
  const result = MarketChange.safeParse(raw);
  if (result.success) return { change: result.data };
  const [issue] = result.error.issues;
  const detail = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
  return { fault: { code: 'LINE_MALFORMED', detail }, marketId: idOf(raw) };
}

const unreadable = (code: LineFault['code'], detail: string): StreamLine => ({
  kind: 'unreadable',
  fault: { code, detail },
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The market that a change names, even where the rest of it makes no sense. */
function idOf(change: unknown): string | undefined {
  if (typeof change !== 'object' || change === null || !('id' in change)) return undefined;
  return typeof change.id === 'string' ? change.id : undefined;
}
