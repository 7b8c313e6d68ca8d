import { fixtureKey, fixturesKey, type FixtureView } from '@stakelog/projections';
import { oddsShards, type ModelReader, type Ranked, type Shard } from '@stakelog/redis';
import { complete } from './complete';
import type { Read } from './read-models';

type Filter = { readonly sport?: string | undefined; readonly fromMs?: number | undefined };
type Paging = { readonly cursor?: string | undefined; readonly limit: number };
type FixturesPage = { readonly items: readonly FixtureView[]; readonly next?: string | undefined };
type Placed = Ranked & { readonly shard: Shard };

/**
 * One page over all odds partitions, by start and then by id. Each partition keeps its own index, so
 * they are merged here; the cursor is the last fixture shown.
 */
export async function fixturesPage(
  reader: ModelReader,
  { sport, fromMs = 0 }: Filter,
  { cursor, limit }: Paging,
): Promise<Read<FixturesPage>> {
  const after = placeOf(cursor) ?? { score: fromMs, member: '' };
  const reads = await Promise.all(
    oddsShards.map((shard) => following(reader, shard, fixturesKey(sport), after, limit)),
  );
  const merged = reads.flatMap(({ value }) => value).toSorted(inOrder);
  const page = merged.slice(0, limit);
  const items = await Promise.all(
    page.map(({ shard, member }) => complete(reader.value(shard, fixtureKey(member)))),
  );
  const last = merged.length > limit ? page.at(-1) : undefined;
  return {
    asOf: reads.map(({ asOf }) => asOf).join(', '),
    value: {
      items: items.flatMap(({ value }) => value ?? []),
      next: last === undefined ? undefined : `${last.score} ${last.member}`,
    },
  };
}

/** Up to one more than a page of a partition's fixtures behind a place. */
async function following(
  reader: ModelReader,
  shard: Shard,
  index: string,
  after: Ranked,
  limit: number,
): Promise<Read<readonly Placed[]>> {
  // Many fixtures may start together: those before the place are asked for again.
  for (let count = limit + 1; ; count *= 2) {
    const from = String(after.score);
    const range = { index, order: 'rising', from, to: '+inf', limit: count } as const;
    const { value, asOf } = await complete(reader.ranked(shard, range));
    const rest = value.filter((ranked) => inOrder(after, ranked) < 0).slice(0, limit + 1);
    if (rest.length > limit || value.length < count)
      return { asOf, value: rest.map((ranked) => ({ ...ranked, shard })) };
  }
}

const inOrder = (a: Ranked, b: Ranked): number =>
  a.score - b.score || (a.member < b.member ? -1 : a.member > b.member ? 1 : 0);

function placeOf(cursor: string | undefined): Ranked | undefined {
  const [, score, member] = /^(-?\d+) (.+)$/.exec(cursor ?? '') ?? [];
  return score === undefined || member === undefined ? undefined : { score: Number(score), member };
}
