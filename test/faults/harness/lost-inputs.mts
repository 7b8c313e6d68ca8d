/** Rules of `audit verify` that hold events to the commands and facts that they were decided from. */
const heldToInputs = ['inputs', 'decisions', 'acceptance', 'payouts', 'exposure', 'promises'];

/** What was adopted before it was lost is not there any more to be compared; all other rules hold. */
export const comparedWithLostInputs = (check: string, found: string): boolean =>
  check === 'verify' && heldToInputs.some((rule) => found.includes(`"rule":"${rule}"`));
