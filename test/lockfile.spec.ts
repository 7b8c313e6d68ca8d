import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

describe('package-lock.json', () => {
  it('lists the binaries of every platform, without which npm ci refuses it', () => {
    const check = spawnSync(process.execPath, ['tools/lockfile.mts', '--check']);
    expect(check.stderr.toString()).toBe('');
    expect(check.status).toBe(0);
  });
});
