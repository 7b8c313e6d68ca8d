/** One command of a script, with the replies that Lua would see. */
type Call = (name: string, ...args: readonly string[]) => unknown;

type Script = (call: Call, keys: readonly string[], args: readonly string[]) => unknown;

const numberOf = (text: string | undefined) => Number(text);
const textAt = (list: readonly string[], index: number): string => {
  const text = list[index];
  if (text === undefined) throw new Error('ERR a script was given too few arguments');
  return text;
};

/** Line by line what the Lua script of the same name does, partial changes of a broken call included. */
const applySlice: Script = (call, keys, args) => {
  const key = (place: string | undefined) => textAt(keys, numberOf(place) - 1);
  const stored = call('GET', textAt(keys, 0)) ?? '';
  if (stored !== args[0]) return ['moved', stored];
  call('SET', textAt(keys, 0), textAt(args, 1));
  try {
    change(call, keys, args, key);
  } catch (error) {
    call('DEL', textAt(keys, 0));
    return ['broken', error instanceof Error ? error.message : String(error)];
  }
  if (args[4] !== '' && call('GET', textAt(keys, 1)) === args[2])
    call('PUBLISH', textAt(args, 3), textAt(args, 4));
  return ['applied', args[1]];
};

function change(
  call: Call,
  keys: readonly string[],
  args: readonly string[],
  key: (place: string | undefined) => string,
): void {
  const marked = call('GET', textAt(keys, 2));
  const queued = Number(marked ?? -1);
  for (let at = 7; at < args.length;) {
    const [what = '', first, second = '', third = ''] = args.slice(at, at + 4);
    switch (what) {
      case 'TELL':
        if (numberOf(first) > queued) {
          const fields = ['offset', first ?? '', 'notice', second];
          call('XADD', textAt(keys, 3), 'MAXLEN', '~', textAt(args, 6), '*', ...fields);
        }
        at += 3;
        break;
      case 'SET':
        call('SET', key(first), second);
        at += 3;
        break;
      case 'RANK':
        call('ZADD', key(first), second, third);
        at += 4;
        break;
      case 'UNRANK':
        call('ZREM', key(first), second);
        at += 3;
        break;
      case 'ADD':
        addEntries(call, key(first), second, args.slice(at + 4, at + 4 + 2 * numberOf(third)));
        at += 4 + 2 * numberOf(third);
        break;
      default:
        throw new Error(`no such change: ${what}`);
    }
  }
  if (marked !== null && numberOf(args[5]) > queued) call('SET', textAt(keys, 2), textAt(args, 5));
}

function addEntries(call: Call, key: string, most: string, entries: readonly string[]): void {
  for (let at = 0; at < entries.length; at += 2) {
    const cut = at + 2 === entries.length ? ['MAXLEN', '=', most] : [];
    call('XADD', key, ...cut, `${textAt(entries, at)}-1`, 'entry', textAt(entries, at + 1));
  }
}

const pointAt: Script = (call, keys, args) => {
  if ((call('GET', textAt(keys, 2)) ?? '') !== args[1]) return 0;
  call('SET', textAt(keys, 0), textAt(args, 0));
  if (call('GET', textAt(keys, 1)) === args[0]) call('DEL', textAt(keys, 1));
  return 1;
};

/** The twins of the scripts that the read models' store defines, by the names of its commands. */
export const scripts: Readonly<Record<string, Script>> = { applySlice, pointAt };
