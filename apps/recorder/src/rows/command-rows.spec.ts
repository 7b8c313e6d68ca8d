import { accountId, minorUnits, ticketId, utcMs, type PlaceBets } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import { describe, expect, it } from '@jest/globals';
import { commandRow } from './command-rows';

const record = (offset: number, key = 'a'): LogRecord => ({
  partition: 3,
  offset,
  appendedAtMs: 1_700_000_000_123,
  key: Buffer.from(key),
  value: Buffer.from('x'),
  headers: {},
});

const place = (stakeMode: 'UNIT' | 'TOTAL', lines: number, eachWay: boolean): PlaceBets => ({
  type: 'PlaceBets',
  commandId: 't',
  ticketId: ticketId('t'),
  accountId: accountId('a'),
  idempotencyKey: 'k',
  bodyHash: 'h',
  actor: { kind: 'BETTOR', id: 's' },
  requestedAtMs: utcMs(1_700_000_000_000),
  expiresAtMs: utcMs(1_700_000_015_000),
  quoteId: null,
  channel: 'api',
  selections: [],
  bets: [
    {
      kind: 'SINGLE',
      sizes: [],
      eachWay,
      positions: [],
      stake: minorUnits(100),
      stakeMode,
      lines,
      funding: 'CASH',
      freeBetId: null,
    },
  ],
  priceChange: { policy: 'NONE', toleranceBps: null, minOdds: null },
  acceptPayoutCap: false,
  onStakeLimit: 'REJECT',
});

describe('a command', () => {
  it.each<{ mode: 'UNIT' | 'TOTAL'; lines: number; eachWay: boolean; stake: number }>`
    mode       | lines | eachWay  | stake
    ${'TOTAL'} | ${7}  | ${true}  | ${100}
    ${'UNIT'}  | ${7}  | ${false} | ${700}
    ${'UNIT'}  | ${7}  | ${true}  | ${1400}
  `('asks for $stake at 100 $mode over $lines lines', ({ mode, lines, eachWay, stake }) => {
    const [, row] = commandRow(record(8), place(mode, lines, eachWay));
    expect(row).toMatchObject({
      event_id: 'c3:8',
      stake_minor: stake,
      bets: 1,
      amount_minor: null,
    });
  });

  it('that nobody can read is still counted', () => {
    expect(commandRow(record(9), undefined)[1]).toMatchObject({
      type: 'Undecodable',
      command_id: '',
    });
  });
});
