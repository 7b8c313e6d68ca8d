import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { builtApp } from '../start/build.mts';

export type AuditAnswer = { readonly exitCode: number; readonly lines: readonly AuditLine[] };
/** One JSON line of an audit: a record of `cat`, or the answer of a check. */
export type AuditLine = { readonly [field: string]: unknown };

const command = (args: readonly string[]) => [
  '--disable-warning=TimeoutNegativeWarning',
  builtApp('audit'),
  ...args,
];

/** Runs the audit to its end and reads its JSON lines. */
export async function audit(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<AuditAnswer> {
  const lines: AuditLine[] = [];
  const child = spawn(process.execPath, command(args), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  for await (const line of createInterface({ input: child.stdout }))
    lines.push(JSON.parse(line) as AuditLine);
  return { exitCode: await ended, lines };
}

/** Follows a topic through the auditor's eyes until it is stopped. */
export function followTopic(
  topic: string,
  environment: Readonly<Record<string, string>>,
  onRecord: (record: AuditLine) => void,
): { readonly stop: () => Promise<void>; readonly failed: Promise<never> } {
  const child = spawn(process.execPath, command(['cat', topic, '--follow']), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  let stopping = false;
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  createInterface({ input: child.stdout }).on('line', (line) =>
    onRecord(JSON.parse(line) as AuditLine),
  );
  const failed = new Promise<never>((_, reject) => {
    void ended.then((code) => {
      if (!stopping) reject(new Error(`following ${topic} ended with ${code}`));
    });
  });
  failed.catch(() => undefined);
  return {
    failed,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}
