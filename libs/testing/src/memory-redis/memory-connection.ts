import type { MemoryRedis } from './memory-redis';

/** Carries a call to the server and its reply back: at once, later, twice, or never. */
export type Transport = (call: () => unknown) => Promise<unknown>;

const atOnce: Transport = async (call) => call();

type Command = { readonly name: string; readonly args: readonly string[] };

/**
 * The commands of ioredis over a Redis in memory: any method is a command, with its lists flattened, and
 * `multi` collects some to be run in one go. `status` and `quit` are there for those that close it.
 */
export function memoryConnection(server: MemoryRedis, transport: Transport = atOnce): object {
  const run = ({ name, args }: Command) => transport(() => server.run(name, args));
  const own: Readonly<Record<string, unknown>> = {
    status: 'ready',
    defineCommand: () => undefined,
    multi: () => transaction(server, transport),
    on: (event: string, hear: (channel: string, message: string) => void) => {
      if (event === 'message') server.listen(hear);
    },
    subscribe: async (...channels: readonly string[]) => channels.length,
    quit: async () => 'OK',
    disconnect: () => undefined,
  };
  return new Proxy(own, {
    get: (known, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined;
      return known[name] ?? ((...args: readonly unknown[]) => run({ name, args: texts(args) }));
    },
  });
}

/** Commands of a transaction fail one by one; the others happen. */
function transaction(server: MemoryRedis, transport: Transport): object {
  const commands: Command[] = [];
  const exec = () =>
    transport(() =>
      commands.map(({ name, args }) => {
        try {
          return [null, server.run(name, args)];
        } catch (error) {
          return [error, null];
        }
      }),
    );
  const chain: object = new Proxy(
    {},
    {
      get: (_, name) => {
        if (typeof name !== 'string' || name === 'then') return undefined;
        if (name === 'exec') return exec;
        return (...args: readonly unknown[]) => {
          commands.push({ name, args: texts(args) });
          return chain;
        };
      },
    },
  );
  return chain;
}

const texts = (args: readonly unknown[]): readonly string[] => args.flat(Infinity).map(String);
