import { parsePositionToken } from '@stakelog/contracts';
import { z } from 'zod';

const channel = z.string().min(1).max(160);
const position = z.string().refine((token) => parsePositionToken(token) !== undefined);

/** What a client may say. */
const InboundMessage = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('auth'), token: z.string().min(1).max(4_000) }),
  z.strictObject({ op: z.literal('sub'), ch: channel, from: position.optional() }),
  z.strictObject({ op: z.literal('unsub'), ch: channel }),
]);

export type InboundMessage = z.output<typeof InboundMessage>;

/** Undefined for everything else. */
export function inboundMessage(text: string): InboundMessage | undefined {
  try {
    return InboundMessage.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
