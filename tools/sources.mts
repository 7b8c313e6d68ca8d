/** Lets a tool import the TypeScript of apps and libs as it stands, without a build. */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const libs = new URL('../libs/', import.meta.url);

/** `@stakelog/x` is the door of a library; a relative name without ending is a file or a folder. */
function sourceOf(name: string, from: string | undefined): URL | undefined {
  if (name.startsWith('@stakelog/'))
    return new URL(`${name.slice('@stakelog/'.length)}/src/index.ts`, libs);
  if (!name.startsWith('.') || /\.[cm]?[jt]s$/u.test(name)) return undefined;
  return [`${name}.ts`, `${name}/index.ts`]
    .map((path) => new URL(path, from))
    .find((url) => existsSync(fileURLToPath(url)));
}

/** What the loading gives. Only for sources whose types Node can strip: no decorators on the way. */
export async function runFromSources<Module>(load: () => Promise<Module>): Promise<Module> {
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      next(sourceOf(name, context.parentURL)?.href ?? name, context),
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}
