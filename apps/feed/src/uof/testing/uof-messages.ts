import type { LineMeaning } from '../../input/adapter';
import { UofAdapter } from '../uof-adapter';

/** What the last document says, after the others. */
export function last(...documents: readonly string[]): LineMeaning {
  const adapter = new UofAdapter();
  const said = documents.map((document) => adapter.read(document));
  return said.at(-1) ?? { atMs: undefined, statements: [], faults: [] };
}
export const factsOf = (said: LineMeaning, type?: string) =>
  said.statements
    .map(({ statement }) => statement)
    .filter((statement) => type === undefined || statement.type === type);

export const event = 'sr:match:1';
export const at = (name: string, more: string, inside = '') =>
  `<${name} event_id="${event}" product="1" timestamp="1000" ${more}>${inside}</${name}>`;
export const odds = (markets: string, status = '') =>
  at('odds_change', '', `${status}<odds>${markets}</odds>`);
export const market = (outcomes: string, more = '') =>
  `<market id="1" ${more}>${outcomes}</market>`;
export const two = '<outcome id="1" odds="1.5"/><outcome id="2" odds="2.5"/>';
export const open = odds(market(two));
export const alive = (timestamp: number, subscribed = 1, product = 1) =>
  `<alive product="${product}" timestamp="${timestamp}" subscribed="${subscribed}"/>`;
