import { assert } from '@stakelog/contracts';
import type { ByteSink, ByteSource } from './byte-sink';
import { readNumbers, writeNumbers } from './number-column';
import { objectMaker, One, type Column } from './object-maker';
import { readTexts, writeTexts } from './text-column';

/**
 * Rows of plain data, by column: what is alike stands together, and most columns of a state are one value, or a
 * few. A column of objects is the columns of their fields. The fields of an object are sorted, so that equal
 * data gives equal bytes however it was made.
 */
const kinds = { one: 0, numbers: 1, texts: 2, arrays: 3, objects: 4, mixed: 5 } as const;

type Scalar = undefined | null | boolean | number | string;
const scalars = { undefined: 0, null: 1, false: 2, true: 3, number: 4, text: 5 } as const;

export function writeColumn(sink: ByteSink, values: readonly unknown[]): void {
  const [first] = values;
  if (isScalar(first) && values.every((value) => value === first)) return writeOne(sink, first);
  const groups = grouped(values);
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return writeAlike(sink, only);
  sink.byte(kinds.mixed);
  sink.uint(groups.length);
  const groupOf = values.map(() => 0);
  for (const [index, { rows }] of groups.entries()) for (const row of rows) groupOf[row] = index;
  writeNumbers(sink, groupOf);
  for (const group of groups) {
    sink.uint(group.values.length);
    writeColumn(sink, group.values);
  }
}

/** The values of a column of so many rows. Asserts that it was written so. */
export function readColumn(source: ByteSource, rows: number): readonly unknown[] {
  const column = readAny(source, rows);
  return column instanceof One ? repeated(column.value, rows) : column;
}

/** The same, but that a column of one value may stay one. */
function readAny(source: ByteSource, rows: number): Column {
  const kind = source.byte();
  switch (kind) {
    case kinds.one:
      return new One(readScalar(source));
    case kinds.numbers:
      return readNumbers(source, rows);
    case kinds.texts:
      return readTexts(source, rows);
    case kinds.arrays:
      return readArrays(source, rows);
    case kinds.objects:
      return readObjects(source, rows);
    default:
      assert(kind === kinds.mixed, 'a column has a kind');
      return readMixed(source, rows);
  }
}

type Group = {
  readonly shape: string;
  readonly values: unknown[];
  readonly rows: number[];
  /** Of objects: their fields, sorted. */
  readonly fields: readonly string[];
};

const isScalar = (value: unknown): value is Scalar => typeof value !== 'object' || value === null;

/** By what they are: numbers, texts, arrays, objects of the same fields; each other value by itself. */
function grouped(values: readonly unknown[]): readonly Group[] {
  const groups = new Map<string, Group>();
  let last: Group | undefined;
  /** Of the value before, where it is an object: the next is most often like it. */
  let names: readonly string[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    const own = isPlain(value) ? Object.keys(value) : [];
    if (last === undefined || own.length === 0 || !isSame(own, names)) {
      const shape = shapeOf(value);
      last = groups.get(shape) ?? { shape, values: [], rows: [], fields: own.toSorted() };
      groups.set(shape, last);
      names = own;
    }
    last.values.push(value);
    last.rows.push(row);
  }
  const all = [...groups.values()];
  const merged = new Map<string, Group>();
  for (const group of all) {
    const shape = group.fields.length === 0 ? group.shape : `{${group.fields.join()}`;
    const same = merged.get(shape);
    if (same === undefined) merged.set(shape, { ...group, shape });
    else {
      same.values.push(...group.values);
      same.rows.push(...group.rows);
    }
  }
  return [...merged.values()].map(inOrder);
}

/** Two orders of the same fields were put together: their rows go back into order. */
function inOrder(group: Group): Group {
  if (group.rows.every((row, index) => index === 0 || row > (group.rows[index - 1] ?? -1)))
    return group;
  const order = group.rows.map((row, index) => ({ row, value: group.values[index] }));
  order.sort((left, right) => left.row - right.row);
  return { ...group, rows: order.map(({ row }) => row), values: order.map(({ value }) => value) };
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isSame(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}

function shapeOf(value: unknown): string {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return '[';
  if (isPlain(value)) {
    assert(!(value instanceof Map || value instanceof Set), 'a row is plain data');
    return `{${Object.keys(value).join()}`;
  }
  assert(value === null || value === undefined || typeof value === 'boolean', 'plain data');
  return String(value);
}

function writeAlike(sink: ByteSink, { shape, values, fields }: Group): void {
  if (shape === 'number') {
    sink.byte(kinds.numbers);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- grouped by what they are
    return writeNumbers(sink, values as number[]);
  }
  if (shape === 'text') {
    sink.byte(kinds.texts);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- grouped by what they are
    return writeTexts(sink, values as string[]);
  }
  if (shape === '[') {
    sink.byte(kinds.arrays);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- grouped by what they are
    return writeArrays(sink, values as unknown[][]);
  }
  sink.byte(kinds.objects);
  sink.uint(fields.length);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- grouped by what they are
  const objects = values as Readonly<Record<string, unknown>>[];
  for (const field of fields) {
    sink.text(field);
    writeColumn(
      sink,
      objects.map((object) => object[field]),
    );
  }
}

function writeArrays(sink: ByteSink, arrays: readonly (readonly unknown[])[]): void {
  writeNumbers(
    sink,
    arrays.map(({ length }) => length),
  );
  const elements = arrays.flat();
  sink.uint(elements.length);
  writeColumn(sink, elements);
}

function repeated(value: unknown, rows: number): unknown[] {
  const column: unknown[] = [];
  for (let row = 0; row < rows; row++) column.push(value);
  return column;
}

/** Most lists of a state are empty, and nothing in it changes a list in place. */
const empty: readonly unknown[] = Object.freeze([]);

function readArrays(source: ByteSource, rows: number): readonly unknown[] {
  const lengths = readNumbers(source, rows);
  const elements = readColumn(source, source.uint());
  let from = 0;
  return lengths.map((length) => {
    if (length === 0) return empty;
    from += length;
    return elements.slice(from - length, from);
  });
}

function readObjects(source: ByteSource, rows: number): unknown[] {
  const fields: string[] = [];
  const columns: Column[] = [];
  for (let count = source.uint(); count > 0; count--) {
    fields.push(source.text());
    columns.push(readAny(source, rows));
  }
  return objectMaker(fields, columns)(columns, rows);
}

function readMixed(source: ByteSource, rows: number): unknown[] {
  const count = source.uint();
  const groupOf = readNumbers(source, rows);
  const groups = Array.from({ length: count }, () => readColumn(source, source.uint()));
  const next = groups.map(() => 0);
  return groupOf.map((group) => {
    const index = next[group] ?? 0;
    next[group] = index + 1;
    return groups[group]?.[index];
  });
}

function writeOne(sink: ByteSink, value: Scalar): void {
  sink.byte(kinds.one);
  if (typeof value === 'number') {
    sink.byte(scalars.number);
    sink.number(value + 0);
  } else if (typeof value === 'string') {
    sink.byte(scalars.text);
    sink.text(value);
  } else if (value === undefined) sink.byte(scalars.undefined);
  else if (value === null) sink.byte(scalars.null);
  else sink.byte(value ? scalars.true : scalars.false);
}

function readScalar(source: ByteSource): Scalar {
  const kind = source.byte();
  switch (kind) {
    case scalars.undefined:
      return undefined;
    case scalars.null:
      return null;
    case scalars.false:
      return false;
    case scalars.true:
      return true;
    case scalars.number:
      return source.number();
    default:
      assert(kind === scalars.text, 'a single value has a kind');
      return source.text();
  }
}
