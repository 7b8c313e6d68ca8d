import type { XmlElement } from './xml';
import { child, childrenOf } from './xml';

export type MarketDescription = {
  readonly name: string;
  readonly groups: readonly string[];
  /** Templates of names by outcome. */
  readonly outcomes: ReadonlyMap<string, string>;
};

/** What markets are called, and which outcomes and groups they have, from the documents of the API. */
export class MarketDescriptions {
  /** By market, and by market and variant. */
  readonly #known = new Map<string, MarketDescription>();

  take(document: XmlElement): void {
    for (const market of childrenOf(document, 'market')) {
      const { id = '', name = '', groups = '', variant } = market.attributes;
      const outcomes = childrenOf(child(market, 'outcomes'), 'outcome');
      this.#known.set(variant === undefined ? id : `${id} ${variant}`, {
        name,
        groups: groups.split('|').filter((group) => group !== ''),
        outcomes: new Map(outcomes.map(({ attributes: of }) => [of['id'] ?? '', of['name'] ?? ''])),
      });
    }
  }

  /** A variant has the groups of its market, where it names none of its own. */
  find(
    typeId: string,
    specifiers: Readonly<Record<string, string>>,
  ): MarketDescription | undefined {
    const market = this.#known.get(typeId);
    const variant = this.#known.get(`${typeId} ${specifiers['variant'] ?? ''}`);
    if (variant === undefined) return market;
    const groups = variant.groups.length > 0 ? variant.groups : (market?.groups ?? []);
    return { ...variant, groups };
  }
}

/** What stands for the words in braces. */
export type Wording = {
  readonly specifiers: Readonly<Record<string, string>>;
  /** Home and away, by their place in the fixture. */
  readonly competitors: readonly string[];
  readonly fixture: string;
  /** People and teams by their ids. */
  readonly names: ReadonlyMap<string, string>;
};

/**
 * The name behind a template: `{total}`, `{!goalnr}` (1st), `{+hcp}` and `{-hcp}` with their signs,
 * `{(setnr+1)}`, `{$competitor1}`, `{$event}`, `{%player}`. What nothing is known of stays as it is.
 */
export function worded(template: string, wording: Wording): string {
  return template.replaceAll(/\{([!+\-$%]?)([^{}]*)\}/gu, (whole, sign: string, key: string) => {
    const { specifiers, competitors, fixture, names } = wording;
    if (sign === '$')
      return key === 'event' ? fixture : (competitors[Number(key.slice(-1)) - 1] ?? whole);
    const value = valued(key, specifiers);
    if (value === undefined) return whole;
    if (sign === '%') return names.get(value) ?? value;
    if (sign === '!') return ordinal(value);
    return sign === '' ? value : signed(value, sign === '-');
  });
}

/** A specifier, or one with a whole number added or taken away. */
function valued(key: string, specifiers: Readonly<Record<string, string>>): string | undefined {
  const [, name, sign, by] = /^\((\w+)([+-])(\d{1,4})\)$/u.exec(key) ?? [];
  if (name === undefined) return specifiers[key];
  const value = Number(specifiers[name]);
  if (!Number.isSafeInteger(value)) return undefined;
  return String(sign === '-' ? value - Number(by) : value + Number(by));
}

function signed(value: string, negated: boolean): string {
  if (/^0(\.0+)?$/u.test(value)) return value;
  const isNegative = value.startsWith('-');
  return `${isNegative === negated ? '+' : '-'}${value.replace(/^[+-]/u, '')}`;
}

function ordinal(value: string): string {
  if (/1[123]$/u.test(value)) return `${value}th`;
  const ending = { '1': 'st', '2': 'nd', '3': 'rd' }[value.slice(-1)] ?? 'th';
  return `${value}${ending}`;
}
