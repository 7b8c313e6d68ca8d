import type { Prng } from './prng';
import { MINUTE_MS, SECOND_MS, type Script } from './script';
import { lost, ScriptedMarket, type Worth } from './scripted-market';
import { rule4Ppm } from './rule4';

export type RacePlan = {
  readonly runners: readonly string[];
  readonly offMs: number;
  /** A runner is withdrawn before the off. */
  readonly hasWithdrawal: boolean;
  /** Two runners cannot be separated at the post. */
  readonly isDeadHeat: boolean;
};

const TICK_MS = 20 * SECOND_MS;
const WITHDRAWN_BEFORE_MS = 10 * MINUTE_MS;
const PLACES = 3;

/** A race with place terms: prices until the off, one withdrawal, and the order at the post. */
export function runRace(script: Script, random: Prng, plan: RacePlan): void {
  const race = new Race(script, random, plan);
  race.beforeTheOff();
  race.run();
}

class Race {
  readonly #market: ScriptedMarket;
  readonly #strength = new Map<string, number>();

  constructor(
    private readonly script: Script,
    private readonly random: Prng,
    private readonly plan: RacePlan,
  ) {
    const outcomes = plan.runners.map((name, at) => ({ id: String(at + 1), name }));
    for (const { id } of outcomes) this.#strength.set(id, random.between(40, 400));
    this.#market = new ScriptedMarket(script, {
      marketType: 'RACE_WINNER',
      name: 'Win and each way',
      reductionMethod: 'RULE4',
      placeTerms: { places: PLACES, fraction: { num: 1, den: 5 } },
      outcomes,
    });
  }

  beforeTheOff(): void {
    const { offMs, hasWithdrawal } = this.plan;
    this.#market.open(this.#chances());
    let isComplete = !hasWithdrawal;
    while (this.script.atMs + TICK_MS < offMs) {
      this.script.after(TICK_MS);
      if (!isComplete && this.script.atMs >= offMs - WITHDRAWN_BEFORE_MS) {
        isComplete = true;
        this.#withdraw();
      }
      this.#market.reprice(this.#chances());
    }
  }

  run(): void {
    const { fixtureId } = this.script.until(this.plan.offMs);
    const market = this.#market;
    const actualStartMs = this.script.now();
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, status: 'LIVE', actualStartMs });
    market.suspend('off');
    this.script.after(this.random.between(100, 200) * SECOND_MS);
    const ended = { status: 'ENDED', actualStartMs: null } as const;
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, ...ended });
    const order = this.#finishingOrder();
    this.script.after(MINUTE_MS);
    market.result(
      market.declared((id) => this.#worth(id, order)),
      2,
      null,
    );
    this.script.say({ type: 'FixtureStatusChanged', fixtureId, ...ended, status: 'CLOSED' });
  }

  /** Bets stop, the runner leaves with its deduction, and the others are priced again. */
  #withdraw(): void {
    const ids = [...this.#strength.keys()];
    const gone = ids[this.random.below(ids.length)] ?? '1';
    const odds = this.#market.odds(gone);
    this.#market.suspend('a runner is withdrawn');
    this.script.after(2 * SECOND_MS);
    this.#market.withdraw(gone, odds === null ? 0 : rule4Ppm(odds));
    this.#strength.delete(gone);
    this.script.after(20 * SECOND_MS);
    this.#market.resume();
  }

  #chances() {
    const moved = [...this.#strength].map(
      ([id, strength]) => [id, strength * (this.random.between(92, 108) / 100)] as const,
    );
    const sum = moved.reduce((all, [, strength]) => all + strength, 0);
    return new Map(moved.map(([id, strength]) => [id, { probability: strength / sum }]));
  }

  /** One after the other, each time the stronger ones more often. */
  #finishingOrder(): readonly string[] {
    const left = new Map(this.#strength);
    const order: string[] = [];
    while (left.size > 0) {
      let draw = this.random.below([...left.values()].reduce((all, one) => all + one, 0));
      const next = [...left].find(([, strength]) => (draw -= strength) < 0)?.[0] ?? '';
      order.push(next);
      left.delete(next);
    }
    return order;
  }

  /** A dead heat shares the first rank; win and place parts follow from rank and ties. */
  #worth(id: string, order: readonly string[]): Worth {
    const at = order.indexOf(id);
    const none = { num: 0, den: 1 };
    const whole = { num: 1, den: 1 };
    const refunded = { win: none, void: whole };
    if (at < 0) return { ...refunded, place: refunded };
    const isTied = this.plan.isDeadHeat && at < 2;
    const position = isTied ? { rank: 1, tied: 2 } : { rank: at + 1, tied: 1 };
    const win = isTied ? { num: 1, den: 2 } : whole;
    return {
      ...lost,
      win: position.rank === 1 ? win : none,
      place: { win: position.rank <= PLACES ? whole : none, void: none },
      position,
    };
  }
}
