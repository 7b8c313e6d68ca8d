/** `node tools/secrets.mts DIR` makes the secrets of a new system there and leaves those of an old one alone. */
import { ensureSecrets } from './start/secrets.mts';

const [secretsDir] = process.argv.slice(2);
if (secretsDir === undefined) {
  process.stderr.write('usage: node tools/secrets.mts DIR\n');
  process.exitCode = 64;
} else {
  ensureSecrets(secretsDir);
}
