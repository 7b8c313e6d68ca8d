/** Named full-cover bets: aliases of positions and sizes (domain.md §6). Sizes run from 2, or 1 with singles. */
export const namedSystems = {
  TRIXIE: { positions: 3, from: 2 },
  PATENT: { positions: 3, from: 1 },
  YANKEE: { positions: 4, from: 2 },
  LUCKY_15: { positions: 4, from: 1 },
  CANADIAN: { positions: 5, from: 2 },
  LUCKY_31: { positions: 5, from: 1 },
  HEINZ: { positions: 6, from: 2 },
  LUCKY_63: { positions: 6, from: 1 },
  SUPER_HEINZ: { positions: 7, from: 2 },
  SUPER_HEINZ_WITH_SINGLES: { positions: 7, from: 1 },
  GOLIATH: { positions: 8, from: 2 },
  GOLIATH_WITH_SINGLES: { positions: 8, from: 1 },
} as const;

export type SystemName = keyof typeof namedSystems;

const isSystemName = (name: string): name is SystemName => name in namedSystems;
const systemNames = Object.keys(namedSystems).filter(isSystemName);

/** The fold sizes that a name stands for. */
export function sizesOf(name: SystemName): readonly number[] {
  const { positions, from } = namedSystems[name];
  return Array.from({ length: positions - from + 1 }, (_, index) => from + index);
}

/** The name of a full cover without bankers; undefined where it has none. */
export function systemName(positions: number, sizes: readonly number[]): SystemName | undefined {
  return systemNames.find(
    (name) =>
      namedSystems[name].positions === positions &&
      sizesOf(name).join() === sizes.toSorted((left, right) => left - right).join(),
  );
}
