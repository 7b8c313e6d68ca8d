import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { alive, factsOf, last } from './testing/uof-messages';

const folder = '../shared/data/uof';
const given = existsSync(folder) ? describe : describe.skip;
if (!existsSync(folder)) process.stderr.write(`skipped: ${folder} is not here\n`);
const sample = (name: string) => readFileSync(`${folder}/${name}.xml`, 'utf8');

given('the recorded messages', () => {
  it('say the whole state of the markets of an odds change', () => {
    const said = last(sample('odds_change-0'));
    expect(said).toMatchObject({ atMs: 1234, faults: [] });
    const snapshots = factsOf(said, 'MarketSnapshot');
    expect(snapshots).toMatchObject(
      [
        ['sr:match:123/47?score=41.5', 'OPEN'],
        ['sr:match:123/48?score=42.5', 'OPEN'],
        ['sr:match:123/49', 'INACTIVE'],
        ['sr:match:123/123?game=3|point=1|set=2', 'SUSPENDED'],
        ['sr:match:123/188', 'OPEN'],
        ['sr:match:123/899', 'OPEN'],
        ['sr:match:123/145?variant=sr:point_range:76+', 'CLOSED'],
        ['sr:match:123/888?player=sr:player:361790', 'OPEN'],
        ['sr:match:123/891?goalnr=1|player=sr:player:122702', 'OPEN'],
      ].map(([marketId, tradingState]) => ({
        marketId,
        tradingState,
        inPlay: true,
        marketVersion: 1,
      })),
    );
    expect(factsOf(said).slice(0, 3)).toMatchObject([
      { type: 'FixtureDefined', fixtureId: 'sr:match:123' },
      { type: 'FixtureStatusChanged', status: 'LIVE', actualStartMs: 1234 },
      { type: 'ScoreChanged', home: 2, away: 2, scoreVersion: 1, period: '7', final: false },
    ]);
    expect(said.statements.every(({ producerId }) => producerId === 'uof:2')).toBe(true);
  });

  it('give probabilities to the billionth, and no price to what is not active', () => {
    const [, , , , fifth, sixth] = factsOf(last(sample('odds_change-0')), 'MarketSnapshot');
    expect(fifth).toMatchObject({
      outcomes: [
        { outcomeId: 'sr:player:1234', state: 'ACTIVE', odds: 14_000 },
        { outcomeId: 'sr:player:4322', state: 'INACTIVE', odds: null },
        { odds: 18_700 },
        { odds: 19_000 },
        { odds: null },
      ],
    });
    const outcomes = sixth?.type === 'MarketSnapshot' ? sixth.outcomes : [];
    expect(outcomes.slice(0, 7).map(({ probPpb }) => probPpb)).toEqual([
      897_094, 3_251_853, 36_909, 73_960, 2_120_894, 519_714, 7,
    ]);
  });

  it('settle with the exact factors', () => {
    const said = last(sample('bet_settlement'));
    const results = factsOf(said, 'MarketResulted');
    expect(results.map((of) => of.type === 'MarketResulted' && of.marketId)).toEqual([
      'sr:match:16807109/193',
      'sr:match:16807109/204?setnr=1|total=9.5',
      'sr:match:16807109/201',
      'sr:match:16807109/535?variant=pre:markettext:52751',
      'sr:match:16807109/40?type=live',
    ]);
    const [none, half, whole] = [
      { num: 0, den: 1 },
      { num: 1, den: 2 },
      { num: 1, den: 1 },
    ];
    expect(results[2]).toMatchObject({
      certainty: 2,
      resultVersion: 1,
      outcomes: [
        { outcomeId: '863', win: none, void: whole },
        { outcomeId: '864', win: none, void: half },
        { outcomeId: '861', win: half, void: half },
        { outcomeId: '862', win: none, void: none },
      ],
    });
    const deadHeat = results[3]?.type === 'MarketResulted' ? results[3].outcomes : [];
    expect(deadHeat.slice(0, 3)).toMatchObject([
      { outcomeId: 'pre:outcometext:6388892', win: half, void: none },
      { outcomeId: 'pre:outcometext:6408970', win: half, void: none },
      { outcomeId: 'pre:outcometext:30101', win: none, void: none },
    ]);
  });

  it('void bets of a window, to the millisecond, and take that back', () => {
    const cancelled = last(sample('bet_cancel'));
    expect(factsOf(cancelled, 'BetsCancelledInWindow')).toMatchObject([
      {
        marketId: 'sr:match:18941600/62?goalnr=1',
        windowId: '1564597838000-1564598513000',
        fromMs: 1_564_597_838_000,
        toMs: 1_564_598_513_000,
        reason: 'void_reason 12',
      },
    ]);
    expect(
      factsOf(last(sample('rollback_bet_cancel')), 'BetsCancellationRolledBack'),
    ).toMatchObject([{ marketId: 'sr:match:4444/48?score=41.5', windowId: null }]);
  });

  it.each([
    [
      'fixture-0',
      'sr:match:18001015',
      'soccer',
      'International Clubs',
      'Ajax Amsterdam v Tottenham Hotspur',
    ],
    ['fixture-1', 'sr:match:8696826', 'soccer', 'Sweden', 'IK Oddevold v Tvaakers IF'],
    [
      'fixture-2',
      'sr:match:13616027',
      'tennis',
      'ITF Men',
      'Hossam Y / Taweel I H v Goldhoff G / Gornet A',
    ],
    [
      'fixture-3',
      'sr:match:13616027',
      'unknown',
      null,
      'Hossam Y / Taweel I H v Goldhoff G / Gornet A',
    ],
  ])(
    '%s describes a fixture, said with the next message',
    (name, fixtureId, sport, category, title) => {
      expect(last(sample(name))).toEqual({ atMs: undefined, statements: [], faults: [] });
      expect(factsOf(last(sample(name), alive(5)), 'FixtureDefined')).toMatchObject([
        {
          fixtureId,
          sport,
          category,
          name: title,
          competitors: [{ side: 'HOME' }, { side: 'AWAY' }],
        },
      ]);
    },
  );

  it('describe markets, and name people', () => {
    const message = sample('odds_change-0').replaceAll('sr:match:123"', 'sr:match:18001015"');
    const player = '<outcome id="sr:player:948" odds="9"/>';
    const more = message.replace(
      '</odds>',
      `<market id="16" specifiers="hcp=-0.75"><outcome id="1714" odds="1.9"/><outcome id="1715" odds="1.9"/></market>
       <market id="18" specifiers="total=2.5"><outcome id="13" odds="1.9"/><outcome id="12" odds="1.9"/></market>
       <market id="892" specifiers="variant=sr:goalscorer:fieldplayers_nogoal_owngoal_other|goalnr=2">${player}</market></odds>`,
    );
    const before = [
      'fixture-0',
      'markets-0',
      'markets-1',
      'player_profile_f',
      'player_profile_m',
      'player_profile_u',
    ];
    const [handicap, total, scorer] = factsOf(
      last(...before.map(sample), more),
      'MarketDefined',
    ).slice(-3);
    expect(handicap).toMatchObject({
      settlement: 'ASIAN_HANDICAP',
      scoreBasis: 'FULL',
      groups: ['all', 'score', 'regular_play'],
      outcomes: [
        { name: 'Ajax Amsterdam (-0.75)', competitorId: 'sr:competitor:2953', line4: -3 },
        { name: 'Tottenham Hotspur (+0.75)', competitorId: 'sr:competitor:33', line4: 3 },
      ],
    });
    expect(total).toMatchObject({
      settlement: 'ASIAN_TOTAL',
      outcomes: [
        { outcomeId: '13', name: 'Under 2.5', line4: 10 },
        { outcomeId: '12', name: 'Over 2.5', line4: 10 },
      ],
    });
    const outcomes = [
      { name: 'no goal' },
      { name: 'own goal' },
      { name: 'other' },
      { name: 'Jessica, Lee' },
    ];
    expect(scorer).toMatchObject({
      name: '2nd goalscorer',
      groups: ['all', 'regular_play', 'scorers'],
      settlement: 'DECLARED',
      outcomes,
    });
  });
});
