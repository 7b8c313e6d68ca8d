/** A column that is one value throughout. */
export class One {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export type Column = readonly unknown[] | One;

/** Makes so many objects from the columns of their fields. */
type ObjectMaker = (columns: readonly Column[], rows: number) => unknown[];

/** This one name means something else in a literal. */
const named = (field: string) => (field === '__proto__' ? '["__proto__"]' : JSON.stringify(field));

const makers = new Map<string, ObjectMaker>();

/**
 * Compiled, one for each list of fields: an object written as a literal is made ten times as fast as one that is
 * put together field by field, and is smaller. The names come from a file whose hash was checked.
 */
export function objectMaker(fields: readonly string[], columns: readonly Column[]): ObjectMaker {
  const areOne = columns.map((column) => column instanceof One);
  const shape = JSON.stringify([fields, areOne]);
  const known = makers.get(shape);
  if (known !== undefined) return known;
  const constants = areOne.map((is, at) => `const c${at} = columns[${at}]${is ? '.value' : ''};`);
  const values = areOne.map((is, at) => `c${at}${is ? '' : '[row]'}`);
  const literal = fields.map((field, at) => `${named(field)}: ${values[at]}`).join();
  const body = `${constants.join('')} const made = new Array(rows);
    for (let row = 0; row < rows; row++) made[row] = {${literal}};
    return made;`;
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- see above
  const maker = new Function('columns', 'rows', body) as ObjectMaker;
  makers.set(shape, maker);
  return maker;
}
