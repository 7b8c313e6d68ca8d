import { Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import {
  BaseRpcContext,
  EventPattern,
  Server,
  type CustomTransportStrategy,
} from '@nestjs/microservices';
import { assert, defined, type TopicName } from '@stakelog/contracts';
import { isObservable, lastValueFrom, throwError, type Observable } from 'rxjs';

/**
 * What feeds an app: slices of a topic (counted batches, applicable facts), in order within each
 * partition. A source calls `deliver` for a partition again only after the former call resolved.
 */
export type LogSource<Slice = unknown> = {
  /** The pattern that handlers name: `@OnTopic('bet.events')`. */
  readonly topic: TopicName;
  /** Resolves when delivering has begun. */
  start(deliver: (partition: number, slice: Slice) => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

/** The method hears the slices of a topic: `(@Payload() slice, @Ctx() context: LogContext)`. */
export const OnTopic = (topic: TopicName): MethodDecorator =>
  // oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- picks the overload without a fixed handler
  EventPattern<string>(topic);

/** Second argument of a handler, by `@Ctx()`. */
export class LogContext extends BaseRpcContext<[TopicName, number]> {
  constructor(
    readonly topic: TopicName,
    readonly partition: number,
  ) {
    super([topic, partition]);
  }
}

/**
 * Nest's message patterns over our log. A slice is done when its handler has resolved, and only then
 * does its partition deliver the next: nothing is committed, skipped or retried here. A handler that
 * fails goes to `onFault`, and its partition delivers nothing more.
 */
export class LogTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('stakelog.log');
  override readonly propagatesEventHandlerErrors = true;
  private readonly busy = new Set<string>();

  constructor(
    private readonly sources: readonly LogSource[],
    private readonly onFault: (fault: unknown, context: LogContext) => void,
  ) {
    super();
  }

  listen(started: (error?: unknown) => void): void {
    Promise.all(this.sources.map((source) => this.begin(source))).then(
      () => started(),
      (error: unknown) => started(error),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.close()));
  }

  on(): never {
    throw new Error('broken rule: the log transport has no events of its own');
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Nest's signature
  unwrap<Sources>(): Sources {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Nest's signature
    return this.sources as Sources;
  }

  private begin(source: LogSource): Promise<void> {
    const { topic } = source;
    const handle = defined(this.getHandlerByPattern(topic), `a handler listens to ${topic}`);
    return source.start(async (partition, slice) => {
      const context = new LogContext(topic, partition);
      const name = `${topic}/${partition}`;
      assert(!this.busy.has(name), 'a partition delivers one slice at a time');
      this.busy.add(name);
      try {
        await settled(await handle(slice, context));
      } catch (fault) {
        this.onFault(fault, context);
        throw fault;
      }
      this.busy.delete(name);
    });
  }
}

async function settled(result: unknown): Promise<void> {
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
}

/** Nest hides what a handler threw; this hands it on as it was. */
@Catch()
class FaultFilter implements RpcExceptionFilter {
  catch(fault: unknown): Observable<never> {
    return throwError(() => fault);
  }
}

/** Lets the app's `@OnTopic` handlers hear the sources. Call before `startAllMicroservices`. */
export function connectLog(app: INestApplication, transport: LogTransport): void {
  app
    .connectMicroservice(
      { strategy: transport },
      { inheritAppConfig: false, deferInitialization: true },
    )
    .useGlobalFilters(new FaultFilter());
}
