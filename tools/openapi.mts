/**
 * Writes schemas/openapi.json from the api's table of routes. With --check it fails on drift instead.
 */
import { rspack } from '@rspack/core';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const target = 'schemas/openapi.json';

/** The table as the build would see it: libraries by alias and bundled, packages left outside. */
async function bundled(into: string): Promise<string> {
  const loader = {
    loader: 'builtin:swc-loader',
    options: {
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    },
  };
  const compiler = rspack({
    mode: 'none',
    target: 'node',
    entry: resolve('apps/api/src/documentation/api-document.ts'),
    output: { path: into, filename: 'document.cjs', library: { type: 'commonjs2' } },
    resolve: {
      extensions: ['.ts', '.js'],
      alias: { '@stakelog': resolve('libs') },
      mainFiles: ['src/index', 'index'],
    },
    module: { rules: [{ test: /\.ts$/, use: loader }] },
    externals: [/^(?!@stakelog\/)[a-z@][^:]*$/, /^node:/],
    externalsType: 'commonjs',
  });
  await new Promise<void>((done, failed) => {
    compiler.run((error, stats) => {
      if (error) failed(error);
      else if (stats?.hasErrors()) failed(new Error(stats.toString('errors-only')));
      else done();
    });
  });
  return join(into, 'document.cjs');
}

// Below node_modules, so that the packages left outside are found.
const directory = mkdtempSync(join(resolve('node_modules'), '.openapi-'));
try {
  const { apiDocument } = createRequire(import.meta.url)(await bundled(directory)) as {
    apiDocument: () => object;
  };
  const text = `${JSON.stringify(apiDocument(), undefined, 1)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write(`${target} differs from the routes; run npm run openapi\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true });
}
