/** Ends the process when a rule of our own making is broken. State the rule, not its breach. */
export function assert(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new Error(`broken rule: ${rule}`);
}

/** The value itself, where a rule of our own says that it is there. */
export function defined<Value>(value: Value | null | undefined, rule: string): Value {
  assert(value !== undefined && value !== null, rule);
  return value;
}
