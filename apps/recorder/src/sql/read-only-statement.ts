import { sqlTokens, type SqlToken } from './sql-tokens';

export type ReadOnlyStatement = {
  /** Without a semicolon at its end. */
  readonly sql: string;
  /** The format that the statement itself asks for. */
  readonly format: string | undefined;
};

/** Why a statement is not executed, in words for whoever sent it. */
export class RefusedStatement extends Error {}

const beginnings = ['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS'];

/**
 * The only table functions: they make rows out of nothing or of our own tables. Every other one of
 * the engine reads files, addresses or other servers, or might in its next version.
 */
export const harmlessTableFunctions: ReadonlySet<string> = new Set([
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'values',
  'generate_series',
  'generateseries',
  'null',
  'view',
  // also a function of texts
  'format',
]);

/** Functions of expressions that reach out of the database, or hold a thread for nothing. */
const outward = new Set([
  'file',
  'url',
  'executable',
  'remote',
  'cluster',
  'catboostevaluate',
  'getserversetting',
  'getserverport',
  'encryptconfig',
  'addresstoline',
  'addresstolinewithinlines',
  'addresstosymbol',
  'sleep',
  'sleepeachrow',
  'filesystempath',
  'filesystemavailable',
  'filesystemcapacity',
  'filesystemunreserved',
  'hostname',
  'fqdn',
  'getmacro',
]);

/** What tools need to know of the engine to offer tables, columns and functions. */
const tellableSystemTables = new Set([
  'tables',
  'columns',
  'databases',
  'functions',
  'data_type_families',
  'formats',
  'settings',
  'one',
  'numbers',
  'table_functions',
  'keywords',
  'time_zones',
  'parts',
]);

/** The engine's table functions (lower case) that are not among the harmless ones. */
export type Elsewhere = ReadonlySet<string>;

/**
 * Makes sure that the text is exactly one statement that reads our tables, and nothing else. The
 * engine refuses writes once more by itself; this refuses what the engine lets through (files by
 * function, `INTO OUTFILE`) and says why. Throws RefusedStatement.
 */
export function readOnlyStatement(text: string, elsewhere: Elsewhere): ReadOnlyStatement {
  const found = sqlTokens(text);
  if (found === undefined) throw new RefusedStatement('a quote or a comment does not end');
  const tokens = isSign(found.at(-1), ';') ? found.slice(0, -1) : found;
  const last = tokens.at(-1);
  if (last === undefined) throw new RefusedStatement('the query is empty');
  if (tokens.some((token) => isSign(token, ';')))
    throw new RefusedStatement('one statement at a time');
  if (!opens(tokens))
    throw new RefusedStatement(`only reading is possible here: ${beginnings.join(', ')}`);
  for (const at of tokens.keys()) {
    refuseClause(tokens, at);
    refuseName(tokens, at, elsewhere);
  }
  return { sql: text.slice(0, last.to), format: formatOf(tokens) };
}

const upper = (token: SqlToken | undefined): string =>
  token?.kind === 'word' ? token.value.toUpperCase() : '';
const isSign = (token: SqlToken | undefined, sign: string): boolean =>
  token?.kind === 'sign' && token.value === sign;

/** The first word, behind any opening parentheses. What an EXPLAIN explains must read as well. */
function opens(tokens: readonly SqlToken[]): boolean {
  const [first, ...rest] = tokens.filter((token) => !isSign(token, '('));
  if (!beginnings.includes(upper(first))) return false;
  if (upper(first) !== 'EXPLAIN') return true;
  return rest.some((token) => upper(token) === 'SELECT' || upper(token) === 'WITH');
}

function refuseClause(tokens: readonly SqlToken[], at: number): void {
  const [token, next, afterNext] = tokens.slice(at, at + 3);
  const word = upper(token);
  if (word === 'INTO' && upper(next) === 'OUTFILE')
    throw new RefusedStatement('INTO OUTFILE writes a file; the answer comes in the response');
  if (word === 'INSERT' && ['INTO', 'TABLE', 'FUNCTION'].includes(upper(next)))
    throw new RefusedStatement('only reading is possible here');
  if (word === 'SETTINGS' && next !== undefined && isSign(afterNext, '='))
    throw new RefusedStatement(
      'settings come as parameters of the URL; limits can only be lowered',
    );
  if (isSign(token, ':') && upper(next) === 'IDENTIFIER')
    throw new RefusedStatement('a parameter is a value, never a name');
}

function refuseName(tokens: readonly SqlToken[], at: number, elsewhere: Elsewhere): void {
  const [token, next, afterNext] = tokens.slice(at, at + 3);
  if (token?.kind !== 'word' && token?.kind !== 'quoted') return;
  const name = token.value.toLowerCase();
  if (isSign(next, '(') && elsewhere.has(name))
    throw new RefusedStatement(`the table function ${token.value} reads from elsewhere`);
  if (isSign(next, '(') && (outward.has(name) || name.startsWith('dict')))
    throw new RefusedStatement(`the function ${token.value} reaches out of the database`);
  if (name !== 'system' || !isSign(next, '.')) return;
  if (!tellableSystemTables.has(afterNext?.value.toLowerCase() ?? ''))
    throw new RefusedStatement(`system.${afterNext?.value ?? ''} is for operators of the engine`);
}

/** `… FORMAT name` at the very end. */
function formatOf(tokens: readonly SqlToken[]): string | undefined {
  const [keyword, name] = tokens.slice(-2);
  return upper(keyword) === 'FORMAT' && name?.kind === 'word' && tokens.length > 2
    ? name.value
    : undefined;
}
