/** What we use of the packages that package.json beside this installs, so that the rest is checked without them. */

declare module 'pg' {
  type Result<Row> = { readonly rows: readonly Row[] };
  type Query = {
    readonly name: string;
    readonly text: string;
    readonly values: readonly unknown[];
  };
  type Connection = {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly database: string;
  };
  class Client {
    constructor(to: Connection);
    connect(): Promise<void>;
    query<Row>(query: Query | string, values?: readonly unknown[]): Promise<Result<Row>>;
    end(): Promise<void>;
  }
  class Pool {
    constructor(to: Connection & { max: number; min: number; idleTimeoutMillis: number });
    on(event: 'error', listener: () => void): void;
    query<Row>(query: Query | string, values?: readonly unknown[]): Promise<Result<Row>>;
    end(): Promise<void>;
  }
  const types: { setTypeParser(oid: number, parse: (text: string) => unknown): void };
}

declare module '@event-driven-io/emmett' {
  type Told = { readonly type: string; readonly data: Record<string, unknown> };
  function CommandHandler<State, Event extends Told>(decider: {
    readonly initialState: () => State;
    readonly evolve: (state: State, event: Event) => State;
  }): (store: unknown, stream: string, decide: (state: State) => Event[]) => Promise<unknown>;
}

declare module '@event-driven-io/emmett-postgresql' {
  function getPostgreSQLEventStore(
    connection: string,
    options: { readonly connectionOptions: { readonly pool: unknown } },
  ): { readonly schema: { migrate(): Promise<unknown> } };
}
