import type { AuditLine } from './audit-process.mts';
import { ticketIdOf, type ClientBet, type Evidence, type Faults } from './evidence.mts';

type Answer = {
  readonly ticketId?: string;
  readonly status?: string;
  readonly bets?: readonly {
    readonly stake: number;
    readonly potentialReturn: number;
    readonly legs: readonly {
      readonly marketId: string;
      readonly outcomeId: string;
      readonly odds: number;
    }[];
  }[];
  readonly reasons?: readonly { readonly code: string }[];
};

/**
 * I5 and I6: whatever a client was told is in the log with the same content, nobody who was refused has a bet, a key
 * has one ticket, a repeat has the same answer, and the log holds no ticket that nobody sent.
 */
export function checkClients({ events, bets }: Evidence): Faults {
  const accepted = byTicket(events, 'BetAccepted');
  const rejected = byTicket(events, 'BetRejected');
  const sent = new Set(bets.map(ticketIdOf));
  const strangers = [...accepted.keys(), ...rejected.keys()].filter((ticket) => !sent.has(ticket));
  return [
    ...strangers.map((ticket) => `${ticket} was decided and nobody sent it`),
    ...bets.flatMap((bet) => {
      const ticket = ticketIdOf(bet);
      return faultsOf(bet, ticket, accepted.get(ticket) ?? [], rejected.get(ticket) ?? []).map(
        (fault) => `${bet.plan.key} (${ticket}): ${fault}`,
      );
    }),
  ];
}

function byTicket(events: readonly AuditLine[], type: string): Map<string, AuditLine[]> {
  const found = new Map<string, AuditLine[]>();
  for (const event of events) {
    if (event['type'] !== type) continue;
    const ticket = String(event['ticketId']);
    const known = found.get(ticket) ?? [];
    found.set(ticket, known);
    known.push(event);
  }
  return found;
}

function faultsOf(
  { told, toldAgain, ticket }: ClientBet,
  ticketId: string,
  accepted: readonly AuditLine[],
  rejected: readonly AuditLine[],
): Faults {
  const faults: string[] = [];
  if (accepted.length + rejected.length > 1) faults.push('decided more than once');
  if (accepted.length === 1 && accepted[0]?.['stake'] !== stakeOf(ticket))
    faults.push('accepted with another stake than sent');
  if (
    toldAgain?.outcome === 'decided' &&
    told.outcome === 'decided' &&
    toldAgain.body !== told.body
  )
    faults.push(`answered otherwise when repeated: ${told.body} then ${toldAgain.body}`);
  switch (told.outcome) {
    case 'decided':
      return [...faults, ...answerFaults(told.body, ticketId, accepted[0], rejected[0])];
    case 'not_received':
    case 'refused':
      // A later repeat under the same key may ask for it again, and then it is decided.
      return accepted.length > 0 && toldAgain?.outcome !== 'decided'
        ? [...faults, `told ${told.outcome}, and accepted`]
        : faults;
    case 'unknown':
      return faults;
  }
}

const stakeOf = ({ bets }: ClientBet['ticket']) => (bets[0] as { readonly stake: number }).stake;

function answerFaults(
  body: string,
  ticketId: string,
  accepted: AuditLine | undefined,
  rejected: AuditLine | undefined,
): Faults {
  const answer = JSON.parse(body) as Answer;
  if (answer.ticketId !== ticketId) return [`answered about ${answer.ticketId}`];
  if (answer.status === 'REJECTED') {
    const codes = (rejected?.['reasons'] as Answer['reasons'])?.map(({ code }) => code).join();
    const told = answer.reasons?.map(({ code }) => code).join();
    return codes === told ? [] : [`told ${told}, and the log says ${codes ?? 'nothing'}`];
  }
  if (answer.status !== 'ACCEPTED') return [`told ${answer.status}`];
  if (accepted === undefined) return ['told ACCEPTED, and the log has no bet'];
  const [bet] = answer.bets ?? [];
  const [leg] = accepted['legs'] as { marketId: string; outcomeId: string; odds: number }[];
  const isSame =
    bet?.stake === accepted['stake'] &&
    bet?.potentialReturn === accepted['potentialReturn'] &&
    bet?.legs[0]?.odds === leg?.odds &&
    bet?.legs[0]?.marketId === leg?.marketId &&
    bet?.legs[0]?.outcomeId === leg?.outcomeId;
  return isSame ? [] : [`told ${body}, and the log says ${JSON.stringify(accepted)}`];
}
