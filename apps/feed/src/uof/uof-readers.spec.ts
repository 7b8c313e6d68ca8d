import { describe, expect, it } from '@jest/globals';
import { marketId, utcMs, type OddsEvent } from '@stakelog/contracts';
import { MarketTable } from '@stakelog/domain';
import { alive, at, odds, market, open, two } from './testing/uof-messages';
import { UofAdapter } from './uof-adapter';

/** The table of markets as every reader of the log makes it of these messages. */
function tableOf(...documents: readonly string[]): MarketTable {
  const table = new MarketTable(1);
  const adapter = new UofAdapter();
  let offset = 0;
  for (const document of documents)
    for (const { fixtureId, producerId = '', statement } of adapter.read(document).statements) {
      const receivedAtMs = utcMs(statement.sourceAtMs);
      const from = { producerId, session: 1, sourceId: String(offset), receivedAtMs };
      const fact: OddsEvent = { ...statement, ...from };
      table.adopt({ partition: 0, offset }, fixtureId ?? `producer:${producerId}`, fact);
      offset += 1;
    }
  return table;
}
const id = marketId('sr:match:1/1');
const seen = (table: MarketTable) => {
  const { trading, marketVersion, producerId, results, windows } = table.markets.get(id) ?? {};
  return { trading, marketVersion, producerId, results: results?.size, windows: windows?.size };
};
const prematch = (document: string) => document.replace('product="1"', 'product="3"');
const handedOver = prematch(odds(market(two, 'status="-2"')));
const settled = at(
  'bet_settlement',
  'certainty="2"',
  '<outcomes><market id="1"><outcome id="1" result="1"/><outcome id="2" result="0"/></market></outcomes>',
);
const rollback = at('rollback_bet_settlement', '', '<market id="1"/>');
const cancel = (bounds: string) => at('bet_cancel', bounds, '<market id="1" void_reason="12"/>');
const uncancel = (bounds: string) => at('rollback_bet_cancel', bounds, '<market id="1"/>');
const [early, late] = ['start_time="1" end_time="5"', 'start_time="9"'];

describe('what readers make of the messages', () => {
  it.each([
    ['open', [open], { trading: 'OPEN', marketVersion: 1 }],
    ['stopped', [open, at('bet_stop', 'groups="all"')], { trading: 'SUSPENDED' }],
    [
      'stopped, then open under a new version',
      [open, at('bet_stop', ''), open],
      { trading: 'OPEN', marketVersion: 3 },
    ],
    ['handed over', [prematch(open), handedOver], { trading: 'HANDED_OVER', producerId: 'uof:3' }],
    ['taken over', [prematch(open), handedOver, open], { trading: 'OPEN', producerId: 'uof:1' }],
    [
      'taken over before it was handed over',
      [prematch(open), open, handedOver],
      { trading: 'OPEN', producerId: 'uof:1' },
    ],
    [
      'not to be taken back by who handed it over',
      [prematch(open), handedOver, prematch(open)],
      { trading: 'HANDED_OVER' },
    ],
    [
      'settled, and closed with its last outcome',
      [open, settled],
      { trading: 'CLOSED', results: 2 },
    ],
    ['settled no more', [open, settled, rollback], { results: 0 }],
    [
      'open again after a rollback',
      [open, settled, rollback, open],
      { trading: 'OPEN', marketVersion: 3 },
    ],
    ['settled again', [open, settled, rollback, settled], { results: 2 }],
    ['void in two windows', [open, cancel(early), cancel(late)], { windows: 2 }],
    ['void in the same window once', [open, cancel(early), cancel(early)], { windows: 1 }],
    [
      'void in one window less',
      [open, cancel(early), cancel(late), uncancel(early)],
      { windows: 1 },
    ],
    [
      'void in no window',
      [open, cancel(early), cancel(late), cancel(''), uncancel('')],
      { windows: 0 },
    ],
  ])('is %s', (_, documents, expected) =>
    expect(seen(tableOf(...documents))).toMatchObject(expected),
  );

  it.each([
    ['up by its beats', [alive(1_000)], true],
    ['down when it lost us', [alive(1_000), alive(2_000, 0)], false],
    ['down although it beats again', [alive(1_000), alive(2_000, 0), alive(3_000)], false],
    [
      'up when all was sent again',
      [alive(1_000), alive(2_000, 0), '<snapshot_complete product="1" timestamp="3000"/>'],
      true,
    ],
    ['down after a silence, until then', [alive(1_000), alive(30_000)], false],
  ])('has its producer %s', (_, documents, isUp) =>
    expect(tableOf(...documents).producers.isUp(0, 'uof:1', 3_500, 20_000)).toBe(isUp),
  );
});
