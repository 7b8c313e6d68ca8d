import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const repository = new URL('../../', import.meta.url).href;
const isSource = (url: string | undefined) =>
  url?.startsWith(repository) === true && !url.includes('/node_modules/') && url.endsWith('.ts');

/**
 * Lets Node run the sources of libraries and apps as Jest does: compiled to CommonJS one by one. Node's own stripping
 * of types does not do for those that import CommonJS packages by name.
 */
export function compileSources(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const library = /^@stakelog\/([a-z]+)$/.exec(specifier)?.[1];
      if (library !== undefined)
        return next(fileURLToPath(new URL(`libs/${library}/src/index.ts`, repository)), context);
      const bare = /^\.{1,2}\//.test(specifier) && !/\.[cm]?[jt]s$/.test(specifier);
      return next(bare && isSource(context.parentURL) ? `${specifier}.ts` : specifier, context);
    },
    load(url, context, next) {
      if (!isSource(url)) return next(url, context);
      const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), {
        filename: fileURLToPath(url),
        jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
        module: { type: 'commonjs' },
      });
      return { format: 'commonjs', source: code, shortCircuit: true };
    },
  });
}
