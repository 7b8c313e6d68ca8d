import { assert } from './assert';

/**
 * A writer is unique for each time that a process takes a partition (R2), and says which process it was: what a process
 * wrote itself it need not outwait after an unknown outcome, and an auditor can tell that from a takeover (R12).
 */
export function writerName(process: string, nth: number): string {
  assert(!process.includes('/'), 'the process ends at the slash');
  return `${process}/${nth}`;
}

/** Where no process is named, the writer was the only one of its own. */
export const processOf = (writer: string): string => writer.split('/', 1)[0] ?? writer;
