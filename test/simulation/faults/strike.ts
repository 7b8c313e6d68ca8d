import { partitionOf, topics as topicTable, type OddsEvent } from '@stakelog/contracts';
import type { Service } from '../processes/service';
import type { FactSource } from '../load/fact-source';
import type { Chance } from '../world/chance';
import { strikeStores } from '../stores/store-faults';
import type { Stores } from '../stores/stores';
import type { World } from '../world/world';
import type { Fault } from './plan';

export type Struck = {
  readonly world: World;
  readonly chance: Chance;
  /** By name: what can be killed, frozen and doubled. */
  readonly services: ReadonlyMap<string, Service>;
  readonly source: FactSource;
  /** The partitions of bet.commands that are used. */
  readonly partitions: readonly number[];
  readonly stores: Stores | undefined;
};

/** Lets a fault happen, now. */
export function strike(struck: Struck, fault: Fault): void {
  const { world, chance, services, source } = struck;
  world.say(`fault ${JSON.stringify(fault)}`);
  const { scheduler, network } = world;
  const service = 'target' in fault ? services.get(fault.target ?? '') : undefined;
  switch (fault.kind) {
    case 'kill':
      service?.kill(false);
      return service?.restart(fault.restartMs);
    case 'freeze':
      return freeze(world, service, fault.forMs, fault.replaced);
    case 'trouble': {
      const { trouble: kind, target: process, topic, leader, percent, delayMs, forMs } = fault;
      const untilUs = scheduler.nowUs + forMs * 1_000;
      const of = kind === 'fetch-held' ? leader : undefined;
      return network.begin({ kind, process, topic, leader: of, percent, delayMs, untilUs });
    }
    case 'brokers':
      network.stop();
      scheduler.after(fault.downMs * 1_000, () => network.start(fault.recoveryMs));
      return;
    case 'clock':
      return service && setClock(service, fault.aheadMs);
    case 'twin':
      return twin(world, service, fault.forMs);
    case 'silence':
      source.isSilent = true;
      scheduler.after(fault.forMs * 1_000, () => (source.isSilent = false));
      return;
    case 'rubbish':
      return rubbish(struck, fault.topic);
    case 'again':
      return again(struck, fault.topic);
    case 'renamed':
      return renamed(struck);
    case 'file':
      return world.say((chance.percent(50) ? world.files : world.snapshots).damage(chance));
    case 'outage':
      world.outUntilUs = Math.max(world.outUntilUs, scheduler.nowUs + fault.forMs * 1_000);
      for (const each of services.values()) each.killAll();
      for (const each of services.values()) each.restart(fault.forMs);
      return;
    case 'store':
      return strikeStores(world, struck.stores, fault);
    case 'cut':
      return cut(struck, fault);
  }
}

function setClock(service: Service, aheadMs: number): void {
  service.clockFault.aheadMs = aheadMs;
  for (const process of service.alive) process.clockFault.aheadMs = aheadMs;
}

function freeze(world: World, service: Service | undefined, forMs: number, replaced: boolean) {
  const process = service?.process;
  if (process === undefined) return;
  process.freeze();
  if (replaced) world.scheduler.after(500_000, () => service?.replace());
  world.scheduler.after(forMs * 1_000, () => {
    world.say(`${process.name} wakes`);
    process.wake();
  });
}

function twin(world: World, service: Service | undefined, forMs: number): void {
  const first = service?.process;
  if (service === undefined || first === undefined) return;
  service.replace();
  world.scheduler.after(forMs * 1_000, () => service.dismiss(first));
}

/** Bytes that nobody can read, where their key belongs. */
function rubbish({ world, chance, partitions }: Struck, topic: 'bet.commands' | 'odds.events') {
  const value = chance.pick([null, Buffer.from('rubbish'), Buffer.from([0, 0, 0, 0, 1, 2])]);
  if (topic === 'bet.commands')
    return world.inject(topic, chance.pick(partitions), { key: 'account-0', value });
  const key = chance.pick(['f0', 'f1', 'f2', 'f3']);
  world.inject(topic, partitionOf(key, topicTable[topic].partitions), { key, value });
}

/** An input record that was there before, once more. */
function again({ world, chance, partitions }: Struck, topic: 'bet.commands' | 'odds.events') {
  const partition = topic === 'bet.commands' ? chance.pick(partitions) : chance.below(6);
  const { records } = world.topics.partition(topic, partition);
  for (let times = chance.between(1, 3); times > 0 && records.length > 0; times--) {
    const { key, value } = chance.pick(records);
    world.inject(topic, partition, { key, value });
  }
}

/** Two of the newest facts of a partition: the older one's content, under the name of the newer one. */
function renamed({ world, chance }: Struck): void {
  const partition = chance.below(6);
  const facts = world.topics
    .partition('odds.events', partition)
    .records.slice(-30)
    .flatMap(({ key, value }) => {
      const fact = readable(() => world.codec.decode('odds.events', value));
      return fact === undefined || unnamed.has(fact.type) ? [] : [{ key, fact }];
    });
  const [newest] = facts.slice(-1);
  const older = facts.filter(
    ({ fact }) => fact.sourceId !== newest?.fact.sourceId && fact.type !== newest?.fact.type,
  );
  if (newest === undefined || older.length === 0) return;
  const { key, fact } = chance.pick(older);
  const { producerId, sourceId, session, receivedAtMs } = newest.fact;
  const changed = { ...fact, producerId, sourceId, session, receivedAtMs };
  world.inject('odds.events', partition, {
    key,
    value: world.codec.encode('odds.events', changed),
  });
}

const unnamed = new Set<OddsEvent['type']>(['ProducerHeartbeat', 'ProducerSessionOpened']);

function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What a power loss does: the brokers are away for a moment, and back without the end of a partition. */
function cut(
  { world, chance, partitions }: Struck,
  { topic, batches: count, grown }: Extract<Fault, { kind: 'cut' }>,
): void {
  const { network, scheduler, topics } = world;
  const partition = topic === 'odds.events' ? chance.below(6) : chance.pick(partitions);
  network.stop();
  scheduler.after(500_000, () => {
    network.stop();
    const { batches, records } = topics.partition(topic, partition);
    const from = batches[Math.max(0, batches.length - count)];
    if (from !== undefined) topics.cut(topic, partition, from);
    for (let at = 0; at < grown && records.length > 0; at++) {
      const { key, value } = chance.pick(records);
      world.inject(topic, partition, { key, value });
    }
    network.start(0);
  });
}
