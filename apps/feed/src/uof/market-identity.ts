import { limits, marketId, type FixtureId, type MarketId } from '@stakelog/contracts';
import { Unreadable, text } from './unreadable';
import type { XmlElement } from './xml';

export type MarketIdentity = {
  readonly marketId: MarketId;
  /** Its number among the descriptions. */
  readonly typeId: string;
  readonly specifiers: Readonly<Record<string, string>>;
};

const printable = /^[\x20-\x7e]+$/u;

/**
 * `<event>/<id>[?<specifiers sorted by key>]`; extended specifiers are no part of it. Throws
 * `Unreadable` where a specifier is no `key=value`.
 */
export function marketIdentity(fixture: FixtureId, market: XmlElement): MarketIdentity {
  const typeId = text(market, 'id');
  const written = market.attributes['specifiers'] ?? '';
  const pairs = written === '' ? [] : written.split('|').map(pairOf);
  const specifiers = Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const sorted = Object.entries(specifiers).map(([key, value]) => `${key}=${value}`);
  const id = `${fixture}/${typeId}${sorted.length > 0 ? `?${sorted.join('|')}` : ''}`;
  if (id.length > limits.textLengthMax || !printable.test(id))
    throw new Unreadable('LINE_MALFORMED', `market ${typeId} has no name that fits`);
  return { marketId: marketId(id), typeId, specifiers };
}

function pairOf(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Unreadable('LINE_MALFORMED', `specifier ${pair} is no key=value`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}
