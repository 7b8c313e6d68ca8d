import { accountId, partitionOf, topicNames, topics, utcMs } from '@stakelog/contracts';
import {
  connectCodec,
  openAppender,
  openReader,
  type Codec,
  type LogReader,
} from '@stakelog/kafka';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export type Decider = {
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  /** What to run. */
  readonly program: string;
  /** For what it keeps. */
  readonly directory: string;
};

const ASK_EVERY_MS = 50;
const partitions = topics['bet.events'].partitions;

/** An account of each partition. */
const accounts = Array.from({ length: partitions }, (_, partition) => {
  for (let index = 0; ; index++)
    if (partitionOf(`knock-${index}`, partitions) === partition) return accountId(`knock-${index}`);
});

/** Sends a command to every partition all the time, and says when each partition decides one again. */
class Client {
  private readonly codec: Codec;
  private readonly commands;
  private readonly reader: LogReader;
  /** A key that was used before is answered by its first decision, which is no new one. */
  private readonly run = randomUUID().slice(0, 8);
  private sent = 0;
  private stopping = false;
  private readonly sending: Promise<void>;
  /** By the clock of this process. */
  readonly decidedAtMs = new Map<number, number>();

  private constructor(codec: Codec, at: Decider, ends: ReadonlyMap<number, number>) {
    const connection = { brokers: at.brokers, clientId: 'bench-recover' };
    this.codec = codec;
    this.commands = openAppender({ ...connection, topic: 'bet.commands' });
    this.reader = openReader({ ...connection, topic: 'bet.events', from: ends });
    this.reader.onData((partition) => this.look(partition));
    this.sending = this.send();
  }

  static async open(at: Decider): Promise<Client> {
    const codec = await connectCodec(at.registryUrl, topicNames);
    const from = new Map(Array.from({ length: partitions }, (_, of) => [of, 0]));
    const connection = { brokers: at.brokers, clientId: 'bench-recover' };
    const probe = openReader({ ...connection, topic: 'bet.events', from, queueRecordsMax: 1 });
    const ends = await probe.ends();
    await probe.close();
    return new Client(codec, at, ends);
  }

  async allDecided(): Promise<void> {
    while (this.decidedAtMs.size < partitions) await pause(5);
  }

  async close(): Promise<void> {
    this.stopping = true;
    await this.sending;
    await Promise.all([this.commands.close(), this.reader.close()]);
  }

  private look(partition: number): void {
    for (const { value } of this.reader.drain(partition)) {
      const event = this.codec.decode('bet.events', value);
      if (event.type !== 'AccountOpened' && event.type !== 'CommandRejected') continue;
      if (!this.decidedAtMs.has(partition)) this.decidedAtMs.set(partition, performance.now());
    }
  }

  private async send(): Promise<void> {
    while (!this.stopping) {
      const id = `knock-${this.run}-${this.sent++}`;
      const appends = accounts.map((account, partition) => {
        const value = this.codec.encode('bet.commands', {
          type: 'OpenAccount',
          commandId: `${id}-${partition}`,
          accountId: account,
          idempotencyKey: id,
          bodyHash: '0'.repeat(64),
          actor: { kind: 'BETTOR', id: 'bench' },
          requestedAtMs: utcMs(Date.now()),
          expiresAtMs: utcMs(Date.now() + 60_000),
          currency: 'EUR',
          jurisdiction: 'MT',
        });
        return this.commands.append(partition, [{ key: account, value }]);
      });
      await Promise.all([...appends, pause(ASK_EVERY_MS)]);
    }
  }
}

/** Starts the decider, as its supervisor would. */
export function startDecider(at: Decider, environment: Record<string, string> = {}): ChildProcess {
  mkdirSync(`${at.directory}/snapshots`, { recursive: true });
  mkdirSync(`${at.directory}/secrets`, { recursive: true });
  writeFileSync(`${at.directory}/secrets/internal.token`, 'bench');
  return spawn(
    process.execPath,
    [
      '--max-old-space-size=6000',
      '--max-semi-space-size=64',
      '--disable-warning=TimeoutNegativeWarning',
      at.program,
    ],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        KAFKA_BROKERS: at.brokers.join(','),
        SCHEMA_REGISTRY_URL: at.registryUrl,
        SNAPSHOT_DIR: `${at.directory}/snapshots`,
        DATA_DIR: at.directory,
        SECRETS_DIR: `${at.directory}/secrets`,
        HTTP_PORT: '0',
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
        ACCEPT_REWIND: 'true',
        ...environment,
      },
    },
  );
}

export type Recovered = {
  /** From the start of the process to the first decision anywhere, and to one in each partition. */
  readonly firstMs: number;
  readonly allMs: number;
};

/** From `act` to the first decisions. */
export async function untilDecided(at: Decider, act: () => Promise<void>): Promise<Recovered> {
  const client = await Client.open(at);
  try {
    await pause(200);
    client.decidedAtMs.clear();
    await act();
    const from = performance.now();
    client.decidedAtMs.clear();
    await client.allDecided();
    const times = [...client.decidedAtMs.values()].map((ms) => Math.round(ms - from));
    return { firstMs: Math.min(...times), allMs: Math.max(...times) };
  } finally {
    await client.close();
  }
}

/** Waits until every partition and the table have a snapshot. */
export async function untilSnapshots({ directory }: Decider): Promise<void> {
  const count = () =>
    new Set(
      readdirSync(`${directory}/snapshots`)
        .filter((name) => name.endsWith('.snapshot'))
        .map((name) => name.replace(/-\d{16}\.snapshot$/, '')),
    ).size;
  while (count() < partitions + 1) await pause(200);
}
