import {
  positionToken,
  type BetAccepted,
  type BetHeld,
  type FactPosition,
  type PlaceBets,
  type Posting,
} from '@stakelog/contracts';
import {
  decodeLearning,
  type CountedBatch,
  type CountedEvent,
  type Message,
} from '@stakelog/kafka';
import { AuditError } from '../audit-error';
import { countedBatches } from '../diff/counted-batches';
import { betEventsPartitions, type Recording } from '../walk/partition-walk';
import { acceptanceLook, type AcceptanceLook } from './acceptance-look';
import { settlementArithmetic, type SettlementArithmetic } from './settlement-arithmetic';

type Placed = { readonly counted: CountedEvent; readonly batch: CountedBatch };

/** One event of the bet's life. */
export type ExplainedEvent = {
  readonly at: string;
  readonly eventId: string;
  readonly decidedAtMs: number;
  readonly type: string;
  readonly event: object;
  readonly postings: readonly Posting[];
  /** Of a settlement. */
  readonly arithmetic: SettlementArithmetic | undefined;
};

export type Explanation = {
  readonly bet: string;
  readonly ticket: string;
  readonly command: { readonly at: string; readonly content: PlaceBets } | undefined;
  readonly looks: readonly AcceptanceLook[];
  /** The facts that its events name, by position. */
  readonly facts: Readonly<Record<string, object>>;
  readonly events: readonly ExplainedEvent[];
};

/** A bet from its command to its newest settlement. Throws `usage` where the log has no such bet. */
export async function explainBet(recording: Recording, bet: string): Promise<Explanation> {
  const [, ticket, index = '0'] = /^([a-z2-7]{26})(?:-(\d{1,2}))?$/.exec(bet) ?? [];
  if (ticket === undefined) throw new AuditError('usage', `${bet} is no id of a bet or ticket`);
  const life = await lifeOf(recording, ticket, Number(index));
  const [first] = life;
  if (first === undefined) throw new AuditError('usage', `the log has no ${bet}`);
  const { partition } = first.batch;
  const command = await commandOf(recording, partition, ticket, first.batch.opening.commandsNext);
  const looks =
    command === undefined ? [] : await looksAt(recording, partition, command.content, life);
  const accepted = life.map(({ counted }) => counted.event).find(isAccepted);
  return {
    bet: `${ticket}-${index}`,
    ticket,
    command,
    looks,
    facts: await factsOf(recording, life),
    events: life.map((placed) => explained(placed, accepted)),
  };
}

const isAccepted = (event: { readonly type: string }): event is BetAccepted =>
  event.type === 'BetAccepted';

/** The counted events of a ticket that concern the bet, in order. */
async function lifeOf(
  recording: Recording,
  ticket: string,
  bet: number,
): Promise<readonly Placed[]> {
  for (const partition of betEventsPartitions) {
    const life: Placed[] = [];
    const end = recording.eventEnds.get(partition) ?? 0;
    for await (const batch of countedBatches(recording, partition, end))
      for (const counted of batch.records) {
        const { event } = counted;
        if (!('ticketId' in event) || event.ticketId !== ticket) continue;
        if (!('bet' in event) || event.bet === bet) life.push({ counted, batch });
      }
    if (life.length > 0) return life;
  }
  return [];
}

async function commandOf(
  { log, codec }: Recording,
  partition: number,
  ticket: string,
  until: number,
): Promise<Explanation['command']> {
  for await (const slice of log.read('bet.commands', partition, 0, until))
    for (const { offset, value } of slice) {
      const content = await decodeLearning(codec, 'bet.commands', value).catch(() => undefined);
      if (content?.type === 'PlaceBets' && content.ticketId === ticket)
        return { at: positionToken({ topic: 'bet.commands', partition, offset }), content };
    }
  return undefined;
}

/** The first look, and the second where the ticket was held. */
async function looksAt(
  recording: Recording,
  partition: number,
  place: PlaceBets,
  life: readonly Placed[],
): Promise<readonly AcceptanceLook[]> {
  const looks: AcceptanceLook[] = [];
  let held: BetHeld | undefined;
  for (const { counted, batch } of life) {
    const { event } = counted;
    if (event.type !== 'BetHeld' && event.type !== 'BetAccepted' && event.type !== 'BetRejected')
      continue;
    const at = { partition, batchOffset: batch.baseOffset, place, held };
    const look = await acceptanceLook(recording, at);
    if (look !== undefined) looks.push(look);
    if (event.type === 'BetHeld') held = event;
  }
  return looks;
}

function explained({ counted, batch }: Placed, accepted: BetAccepted | undefined): ExplainedEvent {
  const { event, eventId, offset } = counted;
  const { partition, opening } = batch;
  return {
    at: positionToken({ topic: 'bet.events', partition, offset }),
    eventId,
    decidedAtMs: opening.decidedAtMs,
    type: event.type,
    event,
    postings: 'postings' in event ? event.postings : [],
    arithmetic:
      event.type === 'BetSettled' && accepted !== undefined
        ? settlementArithmetic(accepted, event)
        : undefined,
  };
}

async function factsOf(
  { log, codec }: Recording,
  life: readonly Placed[],
): Promise<Explanation['facts']> {
  const facts: Record<string, Message<'odds.events'>> = {};
  for (const at of life.flatMap(({ counted }) => factsNamedBy(counted))) {
    const { partition, offset } = at;
    for await (const [record] of log.read('odds.events', partition, offset, offset + 1))
      facts[positionToken({ topic: 'odds.events', ...at })] = await decodeLearning(
        codec,
        'odds.events',
        record?.value ?? null,
      );
  }
  return facts;
}

function factsNamedBy({ event }: CountedEvent): readonly FactPosition[] {
  if (event.type === 'BetAccepted') return event.legs.map(({ oddsAt }) => oddsAt);
  if (event.type === 'BetRejected') return event.facts;
  if (event.type === 'BetSettled') return event.legs.flatMap(({ cause }) => cause ?? []);
  return event.type === 'BetReopened' && event.cause !== null ? [event.cause] : [];
}
