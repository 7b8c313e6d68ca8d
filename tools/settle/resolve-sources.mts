import { registerHooks } from 'node:module';

const repository = new URL('../../', import.meta.url);

/**
 * Lets Node run the libraries' sources as they are: `@stakelog/x` is the library's door, and a relative import without
 * an ending is a `.ts` file. So `npm run settle` needs no build and never runs an old one.
 */
export function resolveSources(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const library = /^@stakelog\/([a-z]+)$/.exec(specifier)?.[1];
      if (library !== undefined)
        return next(new URL(`libs/${library}/src/index.ts`, repository).href, context);
      const isRelative = /^\.{1,2}\//.test(specifier) && !/\.[cm]?[jt]s$/.test(specifier);
      return next(
        isRelative && isSource(context.parentURL) ? `${specifier}.ts` : specifier,
        context,
      );
    },
  });
}

const isSource = (url: string | undefined) =>
  url?.startsWith(repository.href) === true && !url.includes('/node_modules/');
