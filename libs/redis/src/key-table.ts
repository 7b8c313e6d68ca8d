/** One row of schemas/redis.md. */
export type KeyRow = {
  readonly pattern: string;
  readonly type: 'string' | 'zset' | 'stream' | 'channel';
  readonly holds: string;
  readonly writer: string;
  readonly readers: string;
  /** A time, or the reason for none. */
  readonly ttl: string;
};

const fold = 'none: equal to the log at its position';

/**
 * Every key that the engine puts into Redis. `{p3}`, `{o5}`: hash tags of a partition of bet.events or
 * odds.events; `<g>`: a generation. The ids in a pattern stand in `<>`.
 */
export const keyTable: readonly KeyRow[] = [
  ...['p3', 'o5'].flatMap((tag): KeyRow[] => [
    row(
      `rm:{${tag}}:live`,
      'string',
      'the generation that is read',
      'api streamer',
      'none: one per partition',
    ),
    row(
      `rm:{${tag}}:next`,
      'string',
      'the generation that is being built',
      'projector',
      'none: removed when it goes live',
    ),
    row(
      `rm:{${tag}}:<g>:pos`,
      'string',
      'position of the generation, with the state of the fence (R4)',
      'api streamer',
      fold,
    ),
    {
      ...row(
        `rm:{${tag}}:withdrawn`,
        'string',
        'the generation that was taken out of service, and when',
        'projector reconciler',
        'none: removed after a day, with the generation',
      ),
      writer: 'reconciler',
    },
    {
      ...row(
        `rm:{${tag}}:<g>:was`,
        'string',
        'position of a withdrawn generation',
        'operators',
        'none: removed with the generation',
      ),
      writer: 'reconciler',
    },
  ]),
  row('rm:{p3}:<g>:bet:<bet>', 'string', 'a bet with its legs and settlement', 'api', fold),
  row(
    'rm:{p3}:<g>:bets:<account>:<status>',
    'zset',
    'bets of an account by offset of acceptance; ALL, OPEN, SETTLED, CASHED_OUT',
    'api',
    fold,
  ),
  row(
    'rm:{p3}:<g>:answer:<command>',
    'string',
    'the answer to a command, byte for byte',
    'api',
    fold,
  ),
  row('rm:{p3}:<g>:wallet:<account>', 'string', 'balances of an account', 'api streamer', fold),
  row(
    'rm:{p3}:<g>:account:<account>',
    'string',
    'what an account may do and was given',
    'api',
    fold,
  ),
  row(
    'rm:{p3}:<g>:exposure:<market>',
    'string',
    'what open bets of the partition may cost on a market',
    'api streamer',
    fold,
  ),
  row(
    'rm:{p3}:<g>:entries:<account>',
    'stream',
    'the newest 1 000 lines of the statement, by offset',
    'api',
    fold,
  ),
  row(
    'rm:{p3}:<g>:events:<account>',
    'stream',
    'the newest 1 000 events of an account, by offset',
    'streamer',
    fold,
  ),
  row(
    'rm:{o5}:<g>:fixture:<fixture>',
    'string',
    'a fixture with its score and market ids',
    'api streamer',
    fold,
  ),
  row('rm:{o5}:<g>:fixtures', 'zset', 'fixtures by scheduled start', 'api', fold),
  row(
    'rm:{o5}:<g>:fixtures:<sport>',
    'zset',
    'fixtures of a sport by scheduled start',
    'api',
    fold,
  ),
  row('rm:{o5}:<g>:market:<market>', 'string', 'a market’s book', 'api streamer', fold),
  row(
    'rm:{o5}:<g>:prices:<market>',
    'stream',
    'the newest 500 price moves, by offset',
    'api',
    fold,
  ),
  row(
    'notes:{p3}',
    'channel',
    'which channels changed, and up to which position',
    'streamer',
    'not stored',
  ),
  row(
    'notes:{o5}',
    'channel',
    'which channels changed, and up to which position',
    'streamer',
    'not stored',
  ),
  row(
    'q:{p3}:queued',
    'string',
    'offset up to which notices were queued',
    'projector',
    'none: one per partition',
  ),
  row(
    'q:{p3}:notify',
    'stream',
    'notices that wait for delivery, with the group `notifier`',
    'notifier',
    'none: at most 100 000, deleted when delivered',
  ),
  {
    ...row(
      'q:{p3}:failed',
      'stream',
      'notices given up after 8 tries, with the cause',
      'operators',
      'none: at most 10 000',
    ),
    writer: 'notifier',
  },
  {
    ...row(
      'inbox:{<account>}',
      'zset',
      'notices to an account by time',
      'api',
      '90 days without news',
    ),
    writer: 'notifier',
  },
  {
    ...row('rl:<rule>:<key>', 'string', 'requests counted in a window', 'api', 'the window'),
    writer: 'api',
  },
];

function row(
  pattern: string,
  type: KeyRow['type'],
  holds: string,
  readers: string,
  ttl: string,
): KeyRow {
  return { pattern, type, holds, writer: 'projector', readers, ttl };
}

/** Whether a key or channel that was met in Redis has a row. */
export function isInTable(name: string): boolean {
  return keyTable.some(({ pattern }) => patternOf(pattern).test(name));
}

function patternOf(pattern: string): RegExp {
  const literal = pattern.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const tags = literal.replace(/\\\{([po])\d\\\}/, String.raw`\{$1\d+\}`);
  return new RegExp(`^${tags.replace(/<g>/, '[0-9a-z]+').replace(/<\w+>/g, '[^{}]+')}$`);
}
