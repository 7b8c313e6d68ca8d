/** A client of a channel. It is told what it does not have; it may refuse for now, when it reads too slowly. */
export type Subscriber = {
  /** The version the client has; undefined before its snapshot. */
  seq: string | undefined;
  /** Where the client wants an event channel to go on. */
  readonly from: string | undefined;
  /** False: nothing was sent, offer it again. */
  send(text: string): boolean;
  /** The channel cannot be had: the subscription ends. */
  fail(code: string): void;
};

/** Whether the second position is later than the first, in one partition. */
export function isLater(seq: string | undefined, than: string): boolean {
  return seq === undefined || offsetOf(than) > offsetOf(seq);
}

const offsetOf = (token: string): number => Number(token.slice(token.indexOf(':') + 1));
