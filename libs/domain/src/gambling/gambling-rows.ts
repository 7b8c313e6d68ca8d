import type { RejectReason } from '@stakelog/contracts';
import type { TicketCheck } from '../bet/ticket-check';

type Row = (check: TicketCheck) => readonly RejectReason[];

/** Rows 5–12 of acceptance: what the account itself forbids. They reveal nothing of price or risk. */
export const gamblingRows: readonly Row[] = [];
