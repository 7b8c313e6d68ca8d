/** A piece of a statement, as far as it matters what may be executed. */
export type SqlToken = {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign';
  /** Words as they stand; quoted names and texts without their quotes. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
};

const patterns: readonly (readonly [SqlToken['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+|--[^\n]*|#[! ][^\n]*|\/\*[\s\S]*?\*\//y],
  ['text', /'(?:[^'\\]|\\[\s\S]|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['quoted', /"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`/y],
  ['number', /(?:0x[\da-f]+|\d[\d_]*(?:\.\d*)?(?:e[+-]?\d+)?)\b/iy],
  ['word', /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff$]*/y],
  ['sign', /[^\s\w'"`]/y],
];

/** Undefined where a quote or comment never ends, or a character is none of SQL's. */
export function sqlTokens(sql: string): readonly SqlToken[] | undefined {
  const tokens: SqlToken[] = [];
  for (let from = 0; from < sql.length;) {
    const found = match(sql, from);
    if (found === undefined) return undefined;
    const { kind, text } = found;
    // A comment that never ends would be read as two signs, and hide what follows.
    if (kind === 'sign' && (sql.startsWith('/*', from) || text === '$')) return undefined;
    const to = from + text.length;
    if (kind !== 'blank') {
      const value = kind === 'quoted' || kind === 'text' ? unquoted(text) : text;
      tokens.push({ kind, value, from, to });
    }
    from = to;
  }
  return tokens;
}

function match(sql: string, from: number) {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = from;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return undefined;
}

const unquoted = (text: string): string =>
  text
    .slice(1, -1)
    .replace(/\\([\s\S])/g, '$1')
    .replaceAll(text.slice(0, 1).repeat(2), text.slice(0, 1));
