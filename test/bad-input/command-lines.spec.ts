/** The row "CLI" of the bad-input table: every tool ends with 64 and says why, and touches nothing. */
import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';

it.each([
  ['tools/audit.mts', ['verify', '--no-such-flag']],
  ['tools/audit.mts', ['no-such-verb']],
  ['tools/feed.mts', ['no-such-verb']],
  ['tools/settle.mts', ['--no-such-flag']],
  ['tools/rebuild.mts', ['too', 'many']],
  ['tools/token.mts', ['no-such-scope']],
  ['tools/token.mts', ['bettor', '--data-dir', '/nowhere/at/all']],
  ['tools/servers.mts', ['--no-such-flag']],
  ['tools/scenario.mts', ['--no-such-flag']],
  ['tools/faults.mts', ['--no-such-flag']],
] as const)(
  '%s %j ends with 64',
  (tool, given) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [tool, ...given], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect({ tool, status }).toEqual({ tool, status: 64 });
    expect(`${stderr}${stdout}`).not.toMatch(/^\s+at /m);
    expect(stderr).not.toBe('');
  },
  40_000,
);
