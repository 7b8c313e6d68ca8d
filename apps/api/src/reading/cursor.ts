import { limits } from '@stakelog/contracts';
import { Problem } from '@stakelog/runtime';
import { z } from 'zod';

/** Fields of a query that pages through a stable order. */
export const pageQuery = {
  cursor: z.string().max(256).optional().meta({ description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(50),
};

/** Opaque on purpose: what is inside may change. */
export const toCursor = (at: number | string | undefined): string | undefined =>
  at === undefined ? undefined : Buffer.from(JSON.stringify(at)).toString('base64url');

/** Throws `invalid-request` for a text that is no cursor of ours. */
export function fromCursor<Kind extends 'number' | 'string'>(
  cursor: string | undefined,
  kind: Kind,
): (Kind extends 'number' ? number : string) | undefined {
  if (cursor === undefined) return undefined;
  const at = parsed(cursor);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- compared with the kind
  if (typeof at === kind) return at as Kind extends 'number' ? number : string;
  throw new Problem('invalid-request', 'the cursor is not one of this route', {
    errors: [{ path: 'cursor', code: 'INVALID_FORMAT' }],
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
