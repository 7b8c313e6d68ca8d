/** `npm run -s token <scope> [--sub X] [--data-dir DIR]` prints a development token. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { issueToken, scopes } from './start/tokens.mts';
import type { Scope } from './start/tokens.mts';

type Options = { readonly dataDir: string; readonly sub?: string };

await new Command('token')
  .description('Prints a development token (12 h) for one scope.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64))
  .addArgument(new Argument('<scope>').choices(scopes))
  .option('--data-dir <dir>', 'the data directory of the system it is for', './.stakelog')
  .option('--sub <subject>', 'whose token; demo-<scope> when left out')
  .action(async (scope: Scope, { dataDir, sub }: Options) => {
    const secretsDir = resolve(dataDir, 'secrets');
    if (existsSync(secretsDir)) {
      process.stdout.write(`${await issueToken(secretsDir, scope, sub)}\n`);
      return;
    }
    process.stderr.write(`${secretsDir} is not there; run npm start first, or name --data-dir.\n`);
    process.exitCode = 64;
  })
  .parseAsync();
