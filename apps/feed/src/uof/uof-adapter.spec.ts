import { describe, expect, it } from '@jest/globals';
import { alive, at, event, factsOf, last, odds, market, open, two } from './testing/uof-messages';

const types = (...documents: readonly string[]) =>
  factsOf(last(...documents)).map(({ type }) => type);
const afterLoss = (...documents: readonly string[]) => last(...documents).recoveries;
const status = (more: string) => odds('', `<sport_event_status ${more}/>`);
const score = (...documents: readonly string[]) => factsOf(last(...documents), 'ScoreChanged');

describe('the life of a producer', () => {
  it('is told by its own beats, to every partition', () => {
    const { statements } = last(alive(1_000));
    expect(statements).toMatchObject([
      {
        fixtureId: null,
        producerId: 'uof:1',
        statement: { type: 'ProducerHeartbeat', subscribed: true },
      },
    ]);
  });

  it.each([
    ['beats within 20 s', [alive(1_000), alive(21_000)], ['ProducerHeartbeat']],
    [
      'a silence of more',
      [alive(1_000), alive(21_001)],
      ['ProducerDown', 'RecoveryStarted', 'ProducerHeartbeat'],
    ],
    ['a silence of another producer', [alive(1_000, 1, 3), alive(30_000)], ['ProducerHeartbeat']],
    [
      'a lost subscription',
      [alive(1_000), alive(2_000, 0)],
      ['ProducerDown', 'RecoveryStarted', 'ProducerHeartbeat'],
    ],
    [
      'one loss after another',
      [alive(1_000), alive(2_000, 0), alive(60_000)],
      ['ProducerHeartbeat'],
    ],
    [
      'its own word',
      ['<product_down product="1" timestamp="5"/>'],
      ['ProducerDown', 'RecoveryStarted'],
    ],
    [
      'all that was missing',
      ['<snapshot_complete request_id="7" product="1" timestamp="5"/>'],
      ['RecoveryCompleted'],
    ],
  ])('%s', (_, documents, said) => expect(types(...documents)).toEqual(said));

  it('asks for everything since the last good beat, and for all there is where that is too long ago', () => {
    const hours = 3_600_000;
    expect(afterLoss(alive(1_000), alive(9_000), open, alive(40_000, 0))).toEqual([
      { product: '1', requestId: 1, afterMs: 9_000, fixtures: [event] },
    ]);
    expect(afterLoss(alive(1_000), alive(1_000 + 11 * hours))).toMatchObject([{ afterMs: null }]);
    expect(afterLoss(alive(1_000, 0))).toMatchObject([{ afterMs: null, fixtures: [] }]);
    const complete = '<snapshot_complete request_id="1" product="1" timestamp="50000"/>';
    expect(afterLoss(alive(1_000), alive(2_000, 0), complete, alive(90_000))).toMatchObject([
      { requestId: 2, afterMs: 50_000 },
    ]);
    expect(factsOf(last(alive(1_000), alive(2_000, 0), complete))).toMatchObject([
      { type: 'RecoveryCompleted', requestId: '1' },
    ]);
  });
});

describe('a message that cannot be read', () => {
  it.each([
    ['no XML', 'LINE_MALFORMED'],
    ['<odds_change', 'LINE_MALFORMED'],
    ['<odds_change event_id="x" product="1" timestamp="1"><odds></odds_change>', 'LINE_MALFORMED'],
    ['<odds_change product="1" timestamp="1"/>', 'LINE_MALFORMED'],
    ['<odds_change event_id="x" product="1" timestamp="soon"/>', 'LINE_MALFORMED'],
    ['<alive timestamp="1"/>', 'LINE_MALFORMED'],
    ['<bet_settlement event_id="x" product="1" timestamp="1" certainty="3"/>', 'LINE_MALFORMED'],
    ['<bet_cancel event_id="x" timestamp="1" start_time="2" end_time="2"/>', 'LINE_MALFORMED'],
    ['<fixtures_fixture><fixture id="x" scheduled="soon"/></fixtures_fixture>', 'LINE_MALFORMED'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><alive product="&x;" timestamp="1"/>', 'LINE_MALFORMED'],
    ['<chat product="1" timestamp="1"/>', 'MESSAGE_UNKNOWN'],
  ])('%s', (document, code) => expect(last(document).faults).toMatchObject([{ code }]));

  it('stops the fixture that it names', () => {
    const { statements, faults } = last(open, at('odds_change', '').replace('</odds_change>', ''));
    expect(faults).toMatchObject([{ code: 'LINE_MALFORMED' }]);
    expect(statements).toMatchObject([
      { fixtureId: event, statement: { type: 'BetStopped', groups: ['all'] } },
    ]);
  });

  it('takes every producer down where nobody knows what it was about', () => {
    expect(types(alive(1_000), 'garbage')).toEqual(['ProducerDown', 'RecoveryStarted']);
  });

  it('costs no more than the market that makes no sense, and the fixture stops', () => {
    const bad = '<market id="2" specifiers="total"/><market id="3" status="7"/>';
    const { statements, faults } = last(odds(`${bad}${market(two)}`));
    expect(faults).toHaveLength(2);
    const said = statements.map(({ statement }) => statement.type);
    expect(said.filter((type) => type === 'BetStopped')).toHaveLength(2);
    expect(said).toContain('MarketSnapshot');
  });

  it('tells a price that we do not take, and offers none', () => {
    const said = last(odds(market('<outcome id="1" odds="1.0"/><outcome id="2" odds="1.001"/>')));
    expect(said.faults.map(({ code }) => code)).toEqual(['LINE_MALFORMED', 'PRICE_OUT_OF_RANGE']);
    expect(factsOf(said, 'MarketSnapshot')).toMatchObject([
      { outcomes: [{ odds: null }, { odds: null }] },
    ]);
  });

  it('comes from a broken clock', () => {
    const later = open.replace('timestamp="1000"', 'timestamp="9000000000000"');
    expect(last(open, later)).toMatchObject({
      statements: [],
      faults: [{ code: 'TIME_IN_FUTURE' }],
    });
  });
});

describe('a fixture', () => {
  it('has a score that counts up only when it changes', () => {
    const one = status('status="1" home_score="1" away_score="0"');
    expect(score(one)).toMatchObject([{ scoreVersion: 1, home: 1, away: 0, final: false }]);
    expect(score(one, one)).toEqual([]);
    const ended = status('status="3" home_score="1" away_score="0"');
    expect(score(one, ended)).toMatchObject([{ scoreVersion: 2, final: true }]);
    expect(score(status('status="1" home_score="120/3" away_score="0"'))).toEqual([]);
  });

  it.each([
    ['0', []],
    ['1', ['LIVE']],
    ['2', ['SUSPENDED']],
    ['3', ['ENDED']],
    ['4', ['CLOSED']],
    ['5', ['CANCELLED']],
    ['6', ['DELAYED']],
    ['7', ['INTERRUPTED']],
    ['8', ['POSTPONED']],
    ['9', ['ABANDONED']],
  ])('in state %s is %j', (code, said) => {
    const facts = factsOf(last(status(`status="${code}"`)), 'FixtureStatusChanged');
    expect(facts.map((fact) => 'status' in fact && fact.status)).toEqual(said);
  });

  it('moves, and is cancelled', () => {
    const described = `<fixtures_fixture><fixture id="${event}" start_time="2020-01-01T12:00:00Z"/></fixtures_fixture>`;
    expect(factsOf(last(described, open, at('fixture_change', 'start_time="5000"')))).toMatchObject(
      [{ type: 'FixtureDefined', scheduledStartMs: 5_000 }],
    );
    expect(factsOf(last(described, open, at('fixture_change', 'change_type="3"')))).toMatchObject([
      { type: 'FixtureStatusChanged', status: 'CANCELLED' },
    ]);
  });

  it('is known by its id alone until it is described, with a byte order mark or without', () => {
    expect(factsOf(last(`\uFEFF${open}`), 'FixtureDefined')).toMatchObject([
      { name: event, competitors: [] },
    ]);
    expect(factsOf(last(open, open), 'FixtureDefined')).toEqual([]);
  });
});
