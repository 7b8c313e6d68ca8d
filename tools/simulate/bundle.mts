import { rspack } from '@rspack/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

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

export type Bundle = { readonly file: string; remove(): void };

/** The simulation of the tree at `root` in one file: libraries by alias and bundled, packages left outside. */
export async function bundleSimulation(root = '.'): Promise<Bundle> {
  // Below node_modules, so that the packages left outside are found.
  const directory = mkdtempSync(join(resolve('node_modules'), '.simulation-'));
  const compiler = rspack({
    mode: 'none',
    target: 'node',
    devtool: 'inline-source-map',
    entry: resolve(root, 'test/simulation/simulation.ts'),
    output: { path: directory, filename: 'simulation.cjs', library: { type: 'commonjs2' } },
    resolve: {
      extensions: ['.ts', '.js'],
      // libs/testing has contract suites beside what the simulation uses.
      // The native code of chdb, which nothing here asks for, does not outlive a thread.
      alias: { '@stakelog': resolve(root, 'libs'), '@jest/globals': false, chdb: false },
      mainFiles: ['src/index', 'index'],
    },
    module: { rules: [{ test: /\.ts$/, use: loader }] },
    externals: [/^(?!@stakelog\/|@jest\/|chdb)[a-z@][^:]*$/, /^node:/],
    externalsType: 'commonjs',
  });
  await new Promise<void>((done, failed) => {
    compiler.run((error, stats) => {
      if (error) failed(error);
      else if (stats?.hasErrors()) failed(new Error(stats.toString('errors-only')));
      else done();
    });
  });
  return {
    file: join(directory, 'simulation.cjs'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
