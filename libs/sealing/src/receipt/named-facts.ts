type FactPlace = { readonly partition: number; readonly offset: number };
type Leg = { readonly oddsAt?: FactPlace; readonly cause?: FactPlace | null };
type Names = {
  readonly legs?: readonly Leg[];
  readonly facts?: readonly FactPlace[];
  readonly cause?: FactPlace | null;
};

/** The records of odds.events that an event says it was decided on, each once, in the order of its legs. */
export function namedFacts(decoded: Readonly<Record<string, unknown>>): readonly FactPlace[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema read it; what another type lacks is undefined
  const { legs = [], facts = [], cause } = decoded as Names;
  const all = [
    ...facts,
    ...legs.flatMap((leg) => leg.oddsAt ?? leg.cause ?? []),
    ...(cause ? [cause] : []),
  ];
  return [...new Map(all.map((at) => [`${at.partition}:${at.offset}`, at])).values()];
}
