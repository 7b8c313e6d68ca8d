import type { z } from 'zod';

/** The environment is wrong. The message lists every fault at once; the process ends with 78. */
export class ConfigError extends Error {
  readonly exitCode = 78;
}

const secretName = /TOKEN_FILE|SECRET(?!S_DIR)|PASSWORD|PRIVATE|API_KEY/;

/** A value fit to be shown: secrets and the credentials inside URLs are masked. */
export function shown(name: string, value: string): string {
  if (secretName.test(name)) return '•••';
  return value.replace(/(\/\/)[^/@\s]+@/g, '$1•••@');
}

/** Reads the environment once and freezes it. Throws ConfigError before anything starts. */
export function readConfig<Shape extends z.ZodObject>(
  shape: Shape,
  environment: NodeJS.ProcessEnv = process.env,
): Readonly<z.output<Shape>> {
  // An empty variable is one that was not given.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = shape.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map((issue) => fault(issue, given));
  throw new ConfigError(`the environment is wrong:\n${faults.join('\n')}`);
}

function fault(issue: z.core.$ZodIssue, given: NodeJS.ProcessEnv): string {
  const name = String(issue.path[0] ?? '(all)');
  const value = given[name];
  const was = value === undefined ? 'not set' : `is ${shown(name, value)}`;
  return `  ${name} ${was}: ${issue.message}`;
}

/** A setting as operators see it: its value, masked where secret, and where it came from. */
export type ShownSetting = {
  readonly value: string | null;
  readonly source: 'environment' | 'default';
};

/** Every setting of a process with its source. Secrets are masked. */
export function shownConfig(
  config: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, ShownSetting> {
  const entries = Object.entries(config).map(([name, value]): [string, ShownSetting] => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? null);
    const source = environment[name] ? 'environment' : 'default';
    return [name, { value: text === null ? null : shown(name, text), source }];
  });
  return Object.fromEntries(entries);
}
