import type { BetCommand, UtcMs } from '@stakelog/contracts';
import { limits, utcMs } from '@stakelog/contracts';
import { Problem } from '@stakelog/runtime';
import { commandHead } from '../../../apps/api/src/commands/command-head';
import type { CommandReply } from '../../../apps/api/src/commands/commands';
import type { AnswersBook } from '../invariants/answers-book';
import type { RunningApi } from '../processes/api';
import type { Chance } from '../world/chance';
import type { World } from '../world/world';

/** Then a client takes its request for lost: nobody answered. */
const ANSWER_US_MAX = 4_000_000;

/** What a client was told; `unknown`: nothing, and it may be either. */
type Told =
  | CommandReply
  | { readonly status: 'unknown' }
  | { readonly status: 'refused'; readonly code: string };

type Request = {
  readonly command: BetCommand;
  /** The client's own time, where its body states one. */
  readonly statedAtMs: UtcMs | undefined;
  /** Told with a 202; without it the status URL cannot say that nothing arrived. */
  expiresAtMs: number | undefined;
  /** What it was told last, and what still has to end. */
  final: string | undefined;
  /** When, in true time: a key protects for 24 hours. */
  tries: number;
  /** Sent at all, to anybody. */
  wasSent: boolean;
  /** Sent with another body too: then that one may be the first. */
  hasOtherBody: boolean;
};

/** Clients of the api: they ask, wait, ask again with the same key, sometimes with another body, or never again. */
export class Bettors {
  /** No new whims: what is open is brought to its end. */
  isEnding = false;
  readonly requests: Request[] = [];
  readonly #world: World;
  readonly #chance: Chance;
  readonly #apis: () => readonly RunningApi[];
  readonly #book: AnswersBook;

  constructor(world: World, apis: () => readonly RunningApi[], book: AnswersBook) {
    this.#world = world;
    this.#chance = world.chance.fork('bettors');
    this.#apis = apis;
    this.#book = book;
  }

  ask(command: BetCommand): void {
    const statedAtMs = this.#chance.percent(30) ? utcMs(this.#world.utcMs) : undefined;
    const told = {
      expiresAtMs: undefined,
      final: undefined,
      tries: 0,
      wasSent: false,
      hasOtherBody: false,
    };
    const request: Request = { command, statedAtMs, ...told };
    this.requests.push(request);
    this.#send(request, false);
  }

  /** The same key again. */
  repeat({ commandId }: BetCommand, otherBody: boolean): void {
    const request = this.requests.find(({ command }) => command.commandId === commandId);
    if (request !== undefined) this.#send(request, otherBody);
  }

  /** Whoever does not know yet asks again. */
  askAgain(): void {
    for (const request of this.requests) if (this.isOpen(request)) this.#send(request, false);
  }

  isOpen({ final, wasSent, command }: Request): boolean {
    return wasSent && final === undefined && this.#book.final(command.commandId) === undefined;
  }

  #send(request: Request, otherBody: boolean): void {
    const api = this.#anyApi();
    if (api === undefined) return this.#later(request, 500);
    request.tries++;
    this.#exchange(
      api,
      () => {
        request.wasSent = true;
        if (otherBody) request.hasOtherBody = true;
        this.#book.sent(request.command.commandId);
        return api.commands.ask(this.#command(request, otherBody, api));
      },
      (told) => this.#told(request, told, otherBody, api),
    );
  }

  #poll(request: Request): void {
    const api = this.#anyApi();
    if (api === undefined) return this.#later(request, 500);
    const { accountId, commandId } = request.command;
    this.#exchange(
      api,
      () => api.answers.find(accountId, commandId, request.expiresAtMs),
      (told) => this.#told(request, told, false, api),
    );
  }

  /** The command as the api makes it of the request: its head is its own. */
  #command({ command, statedAtMs }: Request, otherBody: boolean, { process }: RunningApi) {
    const { commandId, accountId, idempotencyKey, bodyHash: _, actor, ...rest } = command;
    const { requestedAtMs: __, expiresAtMs: ___, ...said } = rest;
    const head = commandHead(command.type, {
      accountId,
      actor,
      idempotencyKey,
      body: { ...said, statedAtMs, ...(otherBody ? { other: true } : {}) },
      receivedAtMs: process.clock.nowMs(),
      requestedAtMs: statedAtMs,
    });
    return { ...command, ...head, commandId };
  }

  #told(request: Request, told: Told, otherBody: boolean, { process }: RunningApi): void {
    const { commandId } = request.command;
    switch (told.status) {
      case 'decided':
        this.#book.told(commandId, told.body, process.name);
        // A key is forgotten by the clock of decisions, and then the command is a new one.
        if (decidedAtMs(told.body) - decidedAtMs(request.final) > limits.requestAgeMsMax)
          request.final = undefined;
        if (request.final !== undefined && request.final !== told.body && !otherBody)
          this.#world.violated('I14', `${commandId} was ${request.final}, now ${told.body}`);
        request.final ??= told.body;
        if (!this.isEnding && this.#chance.percent(12))
          this.#later(request, this.#chance.exponential(5_000), this.#chance.percent(30));
        return;
      case 'held':
      case 'pending':
        request.expiresAtMs ??= process.clock.nowMs() + 15_000;
        return this.#follow(request);
      case 'unknown':
        return this.#follow(request);
      case 'refused':
        if (told.code === 'request-not-received')
          this.#book.toldNotReceived(commandId, process.name);
        if (told.code === 'idempotency-key-reused' && !request.hasOtherBody)
          this.#world.violated('I14', `${commandId} is refused as reused, and was never changed`);
        return this.#follow(request);
    }
  }

  /** What a client does that has no final answer. */
  #follow(request: Request): void {
    if (request.final !== undefined || this.isEnding || request.tries > 12) return;
    const whim = this.#chance.below(100);
    const soonMs = 200 + this.#chance.exponential(2_000);
    if (whim < 45) this.#later(request, soonMs);
    else if (whim < 80) this.#world.again(soonMs * 1_000, () => this.#poll(request));
    else if (whim < 88) this.#later(request, soonMs, true);
    else if (whim < 94) this.#later(request, 20_000 + this.#chance.exponential(10_000));
  }

  #later(request: Request, ms: number, otherBody = false): void {
    this.#world.again(ms * 1_000, () => this.#send(request, otherBody));
  }

  #anyApi(): RunningApi | undefined {
    const ready = this.#apis().filter((api) => api.ready && api.process.isAlive);
    return ready.length === 0 ? undefined : this.#chance.pick(ready);
  }

  /** The request on its way, and the first of: its answer, the end of the process, the client's patience. */
  #exchange(
    { process }: RunningApi,
    serve: () => Promise<CommandReply>,
    heard: (told: Told) => void,
  ): void {
    const { scheduler } = this.#world;
    let isOver = false;
    const over = (told: Told) => {
      if (isOver) return;
      isOver = true;
      cancel();
      heard(told);
    };
    const cancel = scheduler.after(ANSWER_US_MAX, () => over({ status: 'unknown' }));
    const answered = (told: Told) => {
      const lost = this.#chance.percent(2);
      if (!lost) scheduler.after(100 + this.#chance.exponential(300), () => over(told));
    };
    scheduler.after(100 + this.#chance.exponential(300), () =>
      process.deliver(() => {
        serve().then(answered, (error: unknown) => {
          if (error instanceof Problem) answered({ status: 'refused', code: error.code });
          else if (process.isAlive)
            this.#world.violated('assertion', `${process.name}: ${String(error)}`);
        });
      }),
    );
  }
}

/** As an answer states it; `Infinity` without one. */
function decidedAtMs(body: string | undefined): number {
  return Number(/"decidedAtMs":(\d+)/u.exec(body ?? '')?.[1] ?? Infinity);
}
