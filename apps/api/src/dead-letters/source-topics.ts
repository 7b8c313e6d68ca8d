import {
  partitionOf,
  positionToken,
  topics,
  type BetCommand,
  type DeadLetter,
  type OddsEvent,
} from '@stakelog/contracts';
import { decodeLearning, LogError, type Codec } from '@stakelog/kafka';
import type { DeadLetterEntry } from '@stakelog/projections';
import { Problem } from '@stakelog/runtime';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandLog } from '../commands/command-log';
import { refusalOf, type FeedDoor } from '../markets/feed-door';

/** Who wants it, and why. */
export type Order = { readonly actor: string; readonly reason: string };

export type Retry = {
  readonly entry: DeadLetterEntry;
  readonly letter: DeadLetter | undefined;
  /** In place of the original: a command, one native fact, or `{facts: […]}`. */
  readonly repaired: object | undefined;
  readonly order: Order;
};

const TRIES = 20;
const RETRY_MS = 250;

/** The ways back into the topics that dead letters come from. Twice is harmless there: keys and source ids decide. */
export class SourceTopics {
  constructor(
    private readonly commands: CommandLog,
    private readonly feed: FeedDoor,
    private readonly codec: Codec,
  ) {}

  /** Where the records stand now, as tokens. Throws `invalid-request` for what would only come back. */
  retry(retry: Retry): Promise<readonly string[]> {
    switch (retry.entry.topic) {
      case 'bet.commands':
        return this.retryCommand(retry);
      case 'odds.events':
      case 'feed':
        return this.retryFacts(retry);
      default:
        throw invalid(`${retry.entry.topic} takes no retries: discard it with a reason`);
    }
  }

  private async retryCommand({ letter, repaired }: Retry): Promise<readonly string[]> {
    const value =
      repaired === undefined ? Buffer.from(letter?.original ?? []) : this.encoded(repaired);
    const { accountId } = await this.command(value);
    const partition = partitionOf(accountId, topics['bet.commands'].partitions);
    for (let tries = 0; tries < TRIES; tries++) {
      const appended = await this.commands.append(partition, accountId, value);
      if (appended.status === 'appended')
        return [positionToken({ topic: 'bet.commands', partition, offset: appended.offset })];
      await sleep(RETRY_MS);
    }
    throw new Problem('log-unavailable', 'repeat it: twice is harmless', { retryAfterSeconds: 1 });
  }

  /** Unknown fields would be lost without a word: they are refused. */
  private encoded(repaired: object): Buffer {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- encode asserts the topic and the schema
      const value = this.codec.encode('bet.commands', repaired as BetCommand);
      const kept = this.codec.decode('bet.commands', value);
      const lost = Object.keys(repaired).find((field) => !(field in kept));
      if (lost === undefined) return value;
      throw invalid(`${kept.type} has no field ${lost}`, `record.${lost}`);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw invalid(`it is no command: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async command(value: Buffer): Promise<BetCommand> {
    try {
      return await decodeLearning(this.codec, 'bet.commands', value);
    } catch (error) {
      throw stillUnreadable(error);
    }
  }

  private async retryFacts({ entry, letter, repaired, order }: Retry): Promise<readonly string[]> {
    const given = repaired ?? (await this.originalFact(entry, letter));
    const facts = 'facts' in given && Array.isArray(given.facts) ? given.facts : [given];
    const answer = await this.feed.retry({ ...order, source: entry.source, facts });
    if (answer.status !== 201) throw refusalOf(answer, (path) => `record.${path}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the feed's route answers
    return (JSON.parse(answer.body) as { positions: string[] }).positions;
  }

  /** A record without what the feed stamps on it; a line as the fact that it is. */
  private async originalFact(entry: DeadLetterEntry, letter: DeadLetter | undefined) {
    const original = Buffer.from(letter?.original ?? []);
    if (entry.topic === 'feed') return parsed(original.toString('utf8'));
    try {
      const event = await decodeLearning(this.codec, 'odds.events', original);
      const { session: _, receivedAtMs: __, ...fact }: OddsEvent = event;
      return fact;
    } catch (error) {
      throw stillUnreadable(error);
    }
  }
}

function parsed(line: string): object {
  try {
    const json: unknown = JSON.parse(line);
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // What is no JSON is no native fact either.
  }
  throw invalid('the line is no native fact: send a repaired record');
}

function stillUnreadable(error: unknown): Problem {
  if (!(error instanceof LogError)) throw error;
  return invalid(`no reader can decode it yet: send a repaired record (${error.message})`);
}

const invalid = (detail: string, path = 'record') =>
  new Problem('invalid-request', detail, { errors: [{ path, code: 'INVALID_FORMAT', detail }] });
