/**
 * One part of a state as rows of plain data: objects, arrays, text, numbers, booleans, null and undefined.
 * Sections are written and restored in their order; the rows of one may come in several pieces.
 */
export type Section<State> = {
  readonly name: string;
  /** Lazily: the state must stand still until the last row is taken. */
  readonly rows: (state: State) => Iterable<unknown>;
  /** Into a state that is new but for the sections before. Keeps the rows: nobody else may have them. */
  readonly restore: (state: State, rows: readonly unknown[]) => void;
};

/** A section whose two halves agree on their rows. */
export const section = <State, Row>(
  name: string,
  rows: (state: State) => Iterable<Row>,
  restore: (state: State, row: Row) => void,
): Section<State> => ({
  name,
  rows,
  restore: (state, written) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `rows` of the same build wrote them
    for (const row of written as readonly Row[]) restore(state, row);
  },
});

/** What each value becomes, one after the other, without a list of all. */
export function* mapped<Value, Row>(
  values: Iterable<Value>,
  row: (value: Value) => Row,
): Generator<Row> {
  for (const value of values) yield row(value);
}
