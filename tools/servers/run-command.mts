import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { lastLines } from './running-service.mts';
import { ServerError } from './server-error.mts';

type CommandOptions = {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/** Runs a program to its end and returns what it wrote. Throws `command_failed` with the end of that. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, environment = {} }: CommandOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  let output = '';
  const keep = (bytes: Buffer) => {
    output = (output + bytes.toString()).slice(-64_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signalName) => resolve(signalName ?? `exit code ${code}`));
  });
  process.removeListener('exit', endWithUs);
  if (ended === 'exit code 0') return output;
  const what = [command, args[0] ?? ''].map((word) => basename(word)).join(' ');
  throw /no space left|ENOSPC|disk (is )?full/i.test(output)
    ? new ServerError('disk_full', `The disk is full (${what}); free some space and run it again.`)
    : new ServerError('command_failed', `${what} failed (${ended}):\n${lastLines(output)}`);
}
