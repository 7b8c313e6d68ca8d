import { footballMarkets, type Goals, type PricedMarket } from './football-markets';
import { likelyScores } from './goals';
import type { Prng } from './prng';
import { MINUTE_MS, SECOND_MS, type Script } from './script';
import { lost, refunded, ScriptedMarket, won, type Chances } from './scripted-market';

export type FootballPlan = {
  readonly home: string;
  readonly away: string;
  readonly kickOffMs: number;
  /** Goals per minute of play, in parts per million. */
  readonly ppm: { readonly home: number; readonly away: number };
  /** The home side's handicap in quarters. */
  readonly handicap4: number;
  /** The scorer is never confirmed: the market is void. */
  readonly isScorerVoid: boolean;
};

const TICK_MS = 30 * SECOND_MS;
const BET_DELAY_MS = 5 * SECOND_MS;
const HALF_MINUTES = 45;
const BREAK_MS = 5 * MINUTE_MS;

/** A match from the first price to the results. */
export function playFootball(script: Script, random: Prng, plan: FootballPlan): void {
  const match = new FootballMatch(script, random, plan);
  match.beforeKickOff();
  match.kickOff();
  for (let minute = 0; minute < 2 * HALF_MINUTES; minute++) match.playMinute(minute);
  match.finish();
}

class FootballMatch {
  readonly #markets: readonly PricedMarket[];
  readonly #scorer: FirstScorer;
  #goals: Goals = { home: 0, away: 0 };
  #scoreVersion = 0;

  constructor(
    private readonly script: Script,
    private readonly random: Prng,
    private readonly plan: FootballPlan,
  ) {
    this.#markets = footballMarkets(script, plan, plan.handicap4);
    this.#scorer = new FirstScorer(script, plan);
  }

  beforeKickOff(): void {
    this.#priced(90, (market, chances) => market.open(chances));
    this.#scorer.open();
    while (this.script.atMs + TICK_MS < this.plan.kickOffMs) {
      this.script.after(TICK_MS);
      this.#reprice(90);
    }
  }

  kickOff(): void {
    const { fixtureId } = this.script.until(this.plan.kickOffMs);
    const actualStartMs = this.script.now();
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, status: 'LIVE', actualStartMs });
    this.#score('first half', false);
    for (const { market } of this.#markets) market.inPlay(BET_DELAY_MS);
    this.#scorer.market.inPlay(BET_DELAY_MS);
  }

  playMinute(minute: number): void {
    if (minute === HALF_MINUTES) this.script.after(BREAK_MS);
    const beganMs = this.script.atMs;
    const left = 2 * HALF_MINUTES - minute - 1;
    const side = this.#scoringSide();
    if (side !== undefined) this.#goal(side, minute < HALF_MINUTES ? 'first half' : 'second half');
    for (const tickMs of [TICK_MS, 2 * TICK_MS]) {
      this.script.until(beganMs + tickMs);
      this.#reprice(left);
    }
  }

  finish(): void {
    const { fixtureId } = this.script.after(10 * SECOND_MS);
    this.#scoreVersion += 1;
    this.#score('ended', true);
    const ended = { status: 'ENDED', actualStartMs: null } as const;
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, ...ended });
    for (const { market } of this.#markets) market.suspend('the match has ended');
    this.#scorer.market.suspend('the match has ended');
    this.script.after(20 * SECOND_MS);
    const [first] = this.#markets;
    if (first !== undefined) this.#result(first, 1);
    this.script.after(40 * SECOND_MS);
    for (const priced of this.#markets) this.#result(priced, 2);
    this.#scorer.finish();
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, ...ended, status: 'CLOSED' });
  }

  /** Bets stop at the goal; the score follows, then new prices. */
  #goal(side: keyof Goals, period: string): void {
    const { fixtureId } = this.script.after(this.random.between(1, 20) * SECOND_MS);
    this.script.say({ type: 'BetStopped', fixtureId, groups: ['all'], target: 'SUSPENDED' });
    this.#goals = { ...this.#goals, [side]: this.#goals[side] + 1 };
    this.#scoreVersion += 1;
    this.script.after(5 * SECOND_MS);
    this.#score(period, false);
    this.#scorer.goal(`${side}-${this.random.between(1, FirstScorer.players)}`);
    this.script.after(20 * SECOND_MS);
    for (const { market } of this.#markets) market.resume();
  }

  #scoringSide(): keyof Goals | undefined {
    const { ppm } = this.plan;
    const home = this.random.chance(ppm.home);
    const away = this.random.chance(ppm.away);
    if (home) return 'home';
    return away ? 'away' : undefined;
  }

  #result({ market, worth }: PricedMarket, certainty: 1 | 2): void {
    market.result(market.declared(worth(this.#goals)), certainty, this.#goals);
  }

  #score(period: string, final: boolean): void {
    const { fixtureId } = this.script;
    const scoreVersion = this.#scoreVersion;
    this.script.say({
      type: 'ScoreChanged',
      fixtureId,
      scoreVersion,
      ...this.#goals,
      period,
      final,
    });
  }

  #reprice(minutesLeft: number): void {
    this.#priced(minutesLeft, (market, chances) => market.reprice(chances));
  }

  /** Prices wander a little even when nothing happens. */
  #priced(minutesLeft: number, say: (market: ScriptedMarket, chances: Chances) => void): void {
    const mood = (ppm: number) => Math.round((ppm * this.random.between(94, 106)) / 100);
    const ppm = { home: mood(this.plan.ppm.home), away: mood(this.plan.ppm.away) };
    const scores = likelyScores(this.#goals, minutesLeft, ppm);
    for (const { market, chances } of this.#markets) say(market, chances(scores));
  }
}

/** Who scores first: decided by the first goal, or void where nobody can tell. */
class FirstScorer {
  static readonly players = 5;
  readonly market: ScriptedMarket;
  #isDecided = false;

  constructor(
    script: Script,
    private readonly plan: FootballPlan,
  ) {
    const players = (['home', 'away'] as const).flatMap((side) =>
      Array.from({ length: FirstScorer.players }, (_, at) => ({
        id: `${side}-${at + 1}`,
        name: `${plan[side]} no. ${at + 7}`,
      })),
    );
    const outcomes = [...players, { id: 'none', name: 'No goal' }];
    const marketType = 'FIRST_SCORER';
    const name = 'First goal scorer';
    this.market = new ScriptedMarket(script, { marketType, name, groups: ['specials'], outcomes });
  }

  open(): void {
    const { home, away } = this.plan.ppm;
    const chances = Array.from({ length: FirstScorer.players }, (_, at) => at + 1).flatMap((at) => [
      [`home-${at}`, { probability: (0.92 * home) / (home + away) / FirstScorer.players }] as const,
      [`away-${at}`, { probability: (0.92 * away) / (home + away) / FirstScorer.players }] as const,
    ]);
    this.market.open(new Map([...chances, ['none', { probability: 0.08 }]]));
  }

  goal(scorer: string): void {
    if (this.#isDecided || this.plan.isScorerVoid) return;
    this.#decide(scorer);
  }

  finish(): void {
    if (this.plan.isScorerVoid)
      this.market.result(
        this.market.declared(() => refunded),
        2,
        null,
        'the first scorer could not be confirmed',
      );
    else if (!this.#isDecided) this.#decide('none');
  }

  #decide(scorer: string): void {
    this.#isDecided = true;
    this.market.result(
      this.market.declared((outcome) => (outcome === scorer ? won : lost)),
      2,
      null,
    );
  }
}
