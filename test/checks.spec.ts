import { describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

jest.setTimeout(180_000);

const bin = (name: string) => resolve('node_modules/.bin', name);

/** What a tool printed, where it found fault; nothing where it did not. */
function faults(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

describe('the repository', () => {
  it('has the types that its schemas generate', () => {
    expect(faults(process.execPath, 'tools/types.mts', '--check')).toBe('');
  });

  it('has the OpenAPI document that its routes generate', () => {
    expect(faults(process.execPath, 'tools/openapi.mts', '--check')).toBe('');
  });

  it('type-checks, and its pure libraries without Node, timers or console', () => {
    expect(faults(bin('tsc'), '--noEmit')).toBe('');
    expect(faults(bin('tsc'), '-p', 'tsconfig.pure.json')).toBe('');
  });

  it('is linted and formatted', () => {
    expect(faults(bin('oxlint'), 'apps', 'bench', 'libs', 'test', 'tools')).toBe('');
    expect(faults(bin('prettier'), '--check', '.')).toBe('');
  });
});
