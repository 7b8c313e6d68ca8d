import { parsePositionToken, type Position } from '@stakelog/contracts';
import type { Log } from '@stakelog/kafka';
import type { BetView } from '@stakelog/projections';
import { Problem } from '@stakelog/runtime';
import { receiptOf, Seals, type Receipt } from '@stakelog/sealing';

/** The injection token of Receipts. */
export const RECEIPTS = Symbol('receipts');

/** Proofs of bets for those who trust nobody: from the log itself and the sealer's files. */
export type Receipts = {
  /** Throws the problem that keeps it from being made. */
  of(bet: BetView): Promise<Receipt>;
};

export type ReceiptParts = {
  readonly log: Pick<Log, 'recordAt'>;
  readonly textOf: (schemaId: number) => Promise<string | undefined>;
  /** Undefined: nobody seals this system's log. */
  readonly sealDir: string | undefined;
};

export function openReceipts({ log, textOf, sealDir }: ReceiptParts): Receipts {
  const seals = sealDir === undefined ? undefined : new Seals(sealDir);
  const recordAt = async ({ topic, partition, offset }: Position) => {
    const record = await log.recordAt(topic, partition, offset);
    return record && { topic, ...record };
  };
  return {
    async of(bet) {
      if (seals?.exist !== true)
        throw new Problem('receipts-unavailable', 'nobody seals the log of this system');
      try {
        const receipt = await receiptOf({ seals, recordAt, textOf }, bet.betId, eventsOf(bet));
        if (receipt !== undefined) return receipt;
      } catch (error) {
        throw new Problem('log-unavailable', 'the records of the bet cannot be read now', {
          cause: error,
        });
      }
      throw new Problem('log-unavailable', 'the log lacks a record of the bet');
    },
  };
}

/** Where the events of a bet stand, oldest first. */
const eventsOf = ({ acceptedAt, changes }: BetView): readonly Position[] =>
  [acceptedAt, ...changes.map(({ at }) => at)].flatMap((token) => parsePositionToken(token) ?? []);
