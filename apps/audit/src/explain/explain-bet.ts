import {
  positionToken,
  type BetAccepted,
  type BetEvent,
  type BetHeld,
  type FactPosition,
  type LegOverride,
  type OddsEvent,
  type PlaceBets,
  type Posting,
} from '@stakelog/contracts';
import { decodeLearning, type CountedEvent, type Message } from '@stakelog/kafka';
import { AuditError } from '../audit-error';
import type { Recording } from '../walk/partition-walk';
import { acceptanceLook, type AcceptanceLook } from './acceptance-look';
import { betLife, type BetLife, type Placed } from './bet-life';
import { factsInForce } from './facts-in-force';
import { settlementProof, type SettlementProof } from './settlement-proof';

/** One event of the bet's life. */
export type ExplainedEvent = {
  readonly at: string;
  readonly eventId: string;
  readonly decidedAtMs: number;
  readonly type: string;
  readonly event: BetEvent;
  readonly postings: readonly Posting[];
  /** Of a settlement: every leg and step of it, worked out again. */
  readonly proof: SettlementProof | undefined;
};

export type Explanation = {
  readonly bet: string;
  readonly ticket: string;
  readonly command: { readonly at: string; readonly content: PlaceBets } | undefined;
  readonly looks: readonly AcceptanceLook[];
  /** The facts that its events name, by position. */
  readonly facts: Readonly<Record<string, OddsEvent>>;
  readonly events: readonly ExplainedEvent[];
};

/** A bet from its command to its newest settlement. Throws `usage` where the log has no such bet. */
export async function explainBet(recording: Recording, bet: string): Promise<Explanation> {
  const [, ticket, index = '0'] = /^([a-z2-7]{26})(?:-(\d{1,2}))?$/.exec(bet) ?? [];
  if (ticket === undefined) throw new AuditError('usage', `${bet} is no id of a bet or ticket`);
  const explanation = await explainTicket(recording, ticket, Number(index));
  if (explanation === undefined) throw new AuditError('usage', `the log has no ${bet}`);
  return explanation;
}

/** Undefined where the log has no such bet. */
export async function explainTicket(
  recording: Recording,
  ticket: string,
  index: number,
): Promise<Explanation | undefined> {
  const life = await betLife(recording, ticket, index);
  const [first] = life?.placed ?? [];
  if (life === undefined || first === undefined) return undefined;
  const { placed } = life;
  const { partition } = first.batch;
  const until = Math.max(...placed.map(({ batch }) => batch.opening.commandsNext));
  const command = await commandOf(recording, partition, ticket, until);
  const looks =
    command === undefined ? [] : await looksAt(recording, partition, command.content, placed);
  const facts = await factsOf(recording, placed);
  const proofs = await proofsOf(recording, partition, life, facts);
  return {
    bet: `${ticket}-${index}`,
    ticket,
    command,
    looks,
    facts,
    events: placed.map((each) => explained(each, proofs.get(each.counted.offset))),
  };
}

const isAccepted = (event: { readonly type: string }): event is BetAccepted =>
  event.type === 'BetAccepted';

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

function explained({ counted, batch }: Placed, proof: SettlementProof | undefined): ExplainedEvent {
  const { event, eventId, offset } = counted;
  const { partition, opening } = batch;
  return {
    at: positionToken({ topic: 'bet.events', partition, offset }),
    eventId,
    decidedAtMs: opening.decidedAtMs,
    type: event.type,
    event,
    postings: 'postings' in event ? event.postings : [],
    proof,
  };
}

/** Each settlement worked out again, by its offset: with what was cashed out and overridden before it. */
async function proofsOf(
  recording: Recording,
  partition: number,
  { placed, stakeReturned }: BetLife,
  facts: Explanation['facts'],
): Promise<ReadonlyMap<number, SettlementProof>> {
  const proofs = new Map<number, SettlementProof>();
  const accepted = placed.map(({ counted }) => counted.event).find(isAccepted);
  if (accepted === undefined) return proofs;
  const settling = placed.filter(({ counted }) => counted.event.type === 'BetSettled');
  const batches = new Set(settling.map(({ batch }) => batch.baseOffset));
  const inForce = await factsInForce(recording, partition, accepted, batches);
  const overrides = accepted.legs.map((): LegOverride => 'NONE');
  let cashedBps = 0;
  for (const { counted, batch } of placed) {
    const { event, offset } = counted;
    if (event.type === 'LegOverridden') overrides[event.leg] = event.result;
    if (event.type === 'BetCashedOut') cashedBps = event.toShareBps;
    if (event.type !== 'BetSettled') continue;
    const now = inForce.get(batch.baseOffset) ?? [];
    const factAt = (token: string) => facts[token];
    const inputs = { cashedBps, stakeReturned, inForce: now, overrides, factAt };
    proofs.set(offset, settlementProof(accepted, event, inputs));
  }
  return proofs;
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
  if (event.type === 'CashOutQuoted' || event.type === 'BetQuoted')
    return event.legs.map(({ at }) => at);
  return event.type === 'BetReopened' && event.cause !== null ? [event.cause] : [];
}
