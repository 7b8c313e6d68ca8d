import { outcomeId, type Frac, type OutcomeResult } from '@stakelog/contracts';
import { exactDecimal, factorsOf, type ExactDecimal } from './exact-decimal';
import { identifier, text, Unreadable } from './unreadable';
import { childrenOf, type XmlElement } from './xml';

const none: Frac = { num: 0, den: 1 };

/** The outcomes that a settlement decides, or takes back to undecided (result −1). */
export function outcomeResults(market: XmlElement): readonly OutcomeResult[] {
  return childrenOf(market, 'outcome').map((outcome) => {
    const id = outcomeId(identifier(outcome, 'id'));
    const result = text(outcome, 'result');
    const said = { outcomeId: id, place: null, position: null };
    if (result === '-1') return { ...said, win: none, void: none, undecided: true };
    if (result !== '0' && result !== '1')
      throw new Unreadable('LINE_MALFORMED', `result ${result} of outcome ${id}`);
    const voidFactor = share(outcome, 'void_factor', '0');
    const deadHeat = share(outcome, 'dead_heat_factor', '1');
    const factors = factorsOf(result === '1' ? 1 : 0, voidFactor, deadHeat);
    if (factors === undefined)
      throw new Unreadable('LINE_MALFORMED', `the factors of outcome ${id} are no shares`);
    return { ...said, ...factors, undecided: false };
  });
}

/** The exact text counts, not its nearest binary number. */
function share(outcome: XmlElement, name: string, without: string): ExactDecimal {
  const written = outcome.attributes[name] ?? without;
  const value = exactDecimal(written);
  if (value === undefined) throw new Unreadable('LINE_MALFORMED', `${name}="${written}"`);
  return value;
}
