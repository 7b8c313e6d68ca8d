import { fixtureId, utcMs, type Competitor, type FixtureDefined } from '@stakelog/contracts';
import { playFootball } from './football';
import { Prng } from './prng';
import { runRace } from './race';
import { MINUTE_MS, Script, type TimedStatement } from './script';
import { playTennis } from './tennis';

/** The next day begins this long after the beginning of one, so that something is always open. */
export const NEXT_DAY_MS = 85 * MINUTE_MS;

const teams = [
  'Ashford Rovers',
  'Birkdale Town',
  'Calder Athletic',
  'Dunmore United',
  'Eastleigh Park',
  'Fenwick Albion',
  'Glenside City',
  'Harrow Vale',
] as const;
const players = [
  'A. Lindqvist',
  'B. Moretti',
  'C. Okafor',
  'D. Petrov',
  'E. Quintana',
  'F. Rahman',
];
const horses = [
  'Amber Lane',
  'Bold Harbour',
  'Copper Sky',
  'Distant Bell',
  'Early Frost',
  'Falling Star',
  'Green Lantern',
  'High Meadow',
  'Iron Duke',
  'Jolly Miller',
];

/** Everything that is said on one match day, in the order of its clock. Same seed and day, same day. */
export function matchDay(seed: number, day: number): readonly TimedStatement[] {
  const draw = new Prng(`${seed}/${day}`);
  const [home1, away1, home2, away2, home3, away3] = shuffled(draw, teams);
  const [player1, player2, player3, player4] = shuffled(draw, players);
  const day1 = new Day(seed, day);
  day1.football(home1, away1, 8, false);
  day1.football(home2, away2, 12, true);
  day1.football(home3, away3, 16, false);
  day1.tennis(player1, player2, 6);
  day1.tennis(player3, player4, 24);
  day1.race('14:10', 28, true, false);
  day1.race('15:00', 78, false, day % 2 === 0);
  return day1.said();
}

class Day {
  readonly #scripts: Script[] = [];

  constructor(
    private readonly seed: number,
    private readonly day: number,
  ) {}

  /** By time; what happens at the same time stays in the order of the fixtures. */
  said(): readonly TimedStatement[] {
    return this.#scripts
      .flatMap(({ said }) => said)
      .toSorted((left, right) => left.atMs - right.atMs);
  }

  football(home = '', away = '', kickOff = 0, isScorerVoid = false): void {
    const name = `${home} v ${away}`;
    const { script, random } = this.#fixture('football', name, kickOff, sides(home, away));
    const ppm = { home: random.between(12_000, 20_000), away: random.between(9_000, 16_000) };
    const handicap4 = ppm.home > ppm.away + 4_000 ? -3 : -1;
    const kickOffMs = kickOff * MINUTE_MS;
    playFootball(script, random, { home, away, kickOffMs, ppm, handicap4, isScorerVoid });
  }

  tennis(home = '', away = '', start = 0): void {
    const { script, random } = this.#fixture(
      'tennis',
      `${home} v ${away}`,
      start,
      sides(home, away),
    );
    const holds = { home: random.between(640, 820), away: random.between(640, 820) };
    playTennis(script, random, { home, away, startMs: start * MINUTE_MS, holds });
  }

  race(time: string, off: number, hasWithdrawal: boolean, isDeadHeat: boolean): void {
    const { script, random } = this.#fixture('horse-racing', `${time} Marshfield`, off, []);
    const runners = shuffled(random, horses).slice(0, random.between(7, 10));
    runRace(script, random, { runners, offMs: off * MINUTE_MS, hasWithdrawal, isDeadHeat });
  }

  #fixture(sport: string, name: string, startMinute: number, competitors: readonly Competitor[]) {
    const number = this.#scripts.length + 1;
    const script = new Script(fixtureId(`md:${this.seed}:${this.day}:${number}`));
    this.#scripts.push(script);
    const definition: Pick<FixtureDefined, 'type' | 'category' | 'tournamentId'> = {
      type: 'FixtureDefined',
      category: 'match day',
      tournamentId: `md:${sport}`,
    };
    const scheduledStartMs = utcMs(startMinute * MINUTE_MS);
    const { fixtureId: id } = script;
    script.say({ ...definition, fixtureId: id, sport, name, competitors, scheduledStartMs });
    return { script, random: new Prng(`${this.seed}/${this.day}/${number}`) };
  }
}

const sides = (home: string, away: string): readonly Competitor[] => [
  { id: home, name: home, side: 'HOME' },
  { id: away, name: away, side: 'AWAY' },
];

function shuffled<Item>(random: Prng, items: readonly Item[]): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}
