import type { Prng } from './prng';
import { MINUTE_MS, SECOND_MS, type Script } from './script';
import { lost, ScriptedMarket, won } from './scripted-market';

export type TennisPlan = {
  readonly home: string;
  readonly away: string;
  readonly startMs: number;
  /** Of a thousand games on their own serve, how many each player wins. */
  readonly holds: { readonly home: number; readonly away: number };
};

const BET_DELAY_MS = 4 * SECOND_MS;
const GAME_MS = 2 * MINUTE_MS + 30 * SECOND_MS;
const SETS_TO_WIN = 2;

type Tally = { home: number; away: number };

/** A match over three sets, game by game. */
export function playTennis(script: Script, random: Prng, plan: TennisPlan): void {
  const match = new TennisMatch(script, random, plan);
  match.beforeStart();
  match.start();
  while (!match.isOver) match.playGame();
  match.finish();
}

class TennisMatch {
  readonly #winner: ScriptedMarket;
  readonly #firstSet: ScriptedMarket;
  readonly #odds: GameOdds;
  #sets: Tally = { home: 0, away: 0 };
  #games: Tally = { home: 0, away: 0 };
  #isHomeServing = true;
  #scoreVersion = 0;

  constructor(
    private readonly script: Script,
    private readonly random: Prng,
    private readonly plan: TennisPlan,
  ) {
    this.#odds = new GameOdds(plan.holds);
    const outcomes = [
      { id: 'home', name: plan.home },
      { id: 'away', name: plan.away },
    ];
    const match = { marketType: 'MATCH_WINNER', name: 'Match winner', outcomes };
    this.#winner = new ScriptedMarket(script, match);
    const set = { marketType: 'SET_WINNER', name: 'First set', specifiers: { set: '1' }, outcomes };
    this.#firstSet = new ScriptedMarket(script, set);
  }

  get isOver(): boolean {
    return this.#sets.home === SETS_TO_WIN || this.#sets.away === SETS_TO_WIN;
  }

  beforeStart(): void {
    this.#winner.open(this.#chances(this.#matchChance()));
    this.#firstSet.open(this.#chances(this.#setChance()));
    while (this.script.atMs + MINUTE_MS < this.plan.startMs) {
      this.script.after(MINUTE_MS);
      this.#reprice();
    }
  }

  start(): void {
    const { fixtureId } = this.script.until(this.plan.startMs);
    const actualStartMs = this.script.now();
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, status: 'LIVE', actualStartMs });
    this.#score('set 1', false);
    this.#winner.inPlay(BET_DELAY_MS);
    this.#firstSet.inPlay(BET_DELAY_MS);
  }

  playGame(): void {
    this.script.after(GAME_MS);
    const holds = this.random.chance(
      1_000 * this.plan.holds[this.#isHomeServing ? 'home' : 'away'],
    );
    this.#games[holds === this.#isHomeServing ? 'home' : 'away'] += 1;
    this.#isHomeServing = !this.#isHomeServing;
    if (isSetOver(this.#games)) this.#endSet();
    else this.#reprice();
  }

  finish(): void {
    const { fixtureId } = this.script.after(10 * SECOND_MS);
    this.#scoreVersion += 1;
    this.#score('ended', true);
    const ended = { status: 'ENDED', actualStartMs: null } as const;
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, ...ended });
    this.script.after(30 * SECOND_MS);
    this.#result(this.#winner, this.#sets);
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, ...ended, status: 'CLOSED' });
  }

  #endSet(): void {
    const games = this.#games;
    this.#winner.suspend('the set has ended');
    this.#sets[games.home > games.away ? 'home' : 'away'] += 1;
    this.#games = { home: 0, away: 0 };
    this.#scoreVersion += 1;
    this.#score(`set ${this.#sets.home + this.#sets.away + 1}`, false);
    if (!this.#firstSet.isClosed) this.#result(this.#firstSet, games);
    this.script.after(20 * SECOND_MS);
    if (this.isOver) return;
    this.#winner.resume();
    this.#reprice();
  }

  #result(market: ScriptedMarket, tally: Tally): void {
    const winner = tally.home > tally.away ? 'home' : 'away';
    market.result(
      market.declared((outcome) => (outcome === winner ? won : lost)),
      2,
      { ...tally },
    );
  }

  #score(period: string, final: boolean): void {
    const { fixtureId } = this.script;
    const scoreVersion = this.#scoreVersion;
    this.script.say({
      type: 'ScoreChanged',
      fixtureId,
      scoreVersion,
      ...this.#sets,
      period,
      final,
    });
  }

  #reprice(): void {
    this.#winner.reprice(this.#chances(this.#matchChance()));
    this.#firstSet.reprice(this.#chances(this.#setChance()));
  }

  #chances(home: number) {
    const moved = Math.min(0.99, Math.max(0.01, home * (this.random.between(97, 103) / 100)));
    return new Map([
      ['home', { probability: moved }],
      ['away', { probability: 1 - moved }],
    ]);
  }

  #setChance(): number {
    return this.#odds.set(this.#games, this.#isHomeServing);
  }

  #matchChance(): number {
    const now = this.#setChance();
    const later = this.#odds.set({ home: 0, away: 0 }, true);
    return matchChance(this.#sets, now, later);
  }
}

const isSetOver = ({ home, away }: Tally): boolean =>
  Math.max(home, away) === 7 || (Math.max(home, away) === 6 && Math.abs(home - away) >= 2);

/** How likely the home player wins a set from here, each game going by who serves. */
class GameOdds {
  readonly #known = new Map<string, number>();

  constructor(private readonly holds: TennisPlan['holds']) {}

  set(games: Tally, isHomeServing: boolean): number {
    if (isSetOver(games)) return games.home > games.away ? 1 : 0;
    const key = `${games.home}-${games.away}-${isHomeServing}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const wins = isHomeServing ? this.holds.home / 1_000 : 1 - this.holds.away / 1_000;
    const { home, away } = games;
    const chance =
      wins * this.set({ home: home + 1, away }, !isHomeServing) +
      (1 - wins) * this.set({ home, away: away + 1 }, !isHomeServing);
    this.#known.set(key, chance);
    return chance;
  }
}

function matchChance(sets: Tally, now: number, later: number): number {
  const ifWon = setsChance({ ...sets, home: sets.home + 1 }, later);
  return now * ifWon + (1 - now) * setsChance({ ...sets, away: sets.away + 1 }, later);
}

function setsChance({ home, away }: Tally, set: number): number {
  if (home === SETS_TO_WIN) return 1;
  if (away === SETS_TO_WIN) return 0;
  return (
    set * setsChance({ home: home + 1, away }, set) +
    (1 - set) * setsChance({ home, away: away + 1 }, set)
  );
}
