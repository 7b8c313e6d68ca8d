type WithoutNulls<Source> = {
  readonly [Name in keyof Source as null extends Source[Name] ? never : Name]: Source[Name];
} & {
  readonly [Name in keyof Source as null extends Source[Name] ? Name : never]?: NonNullable<
    Source[Name]
  >;
};

/** The same fields in the same order, those that are null left out: what a client sees of an optional field. */
export function withoutNulls<Source extends object>(source: Source): WithoutNulls<Source> {
  const kept: Partial<Source> = {};
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own names
  for (const name of Object.keys(source) as (keyof Source)[]) {
    const value = source[name];
    if (value !== null && value !== undefined) kept[name] = value;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only nulls are gone
  return kept as unknown as WithoutNulls<Source>;
}
