import { positionToken, type BetCommand, type TicketBet } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import { utcText, type TableRow } from './tables';

/** One record of bet.commands as its row. Undefined stands for bytes that match no schema. */
export function commandRow(record: LogRecord, command: BetCommand | undefined): TableRow {
  const { partition, offset, appendedAtMs } = record;
  const appendedAt = utcText(appendedAtMs);
  return [
    'commands',
    {
      partition,
      offset,
      event_id: positionToken({ topic: 'bet.commands', partition, offset }),
      appended_at: appendedAt,
      type: command?.type ?? 'Undecodable',
      command_id: command?.commandId ?? '',
      account_id: command?.accountId ?? '',
      actor_kind: command?.actor.kind ?? '',
      requested_at: command === undefined ? appendedAt : utcText(command.requestedAtMs),
      expires_at: command === undefined ? appendedAt : utcText(command.expiresAtMs),
      ...asked(command),
    },
  ];
}

function asked(command: BetCommand | undefined) {
  const ticket =
    command?.type === 'PlaceBets' || command?.type === 'QuoteBets' ? command : undefined;
  return {
    bets: ticket?.bets.length ?? 0,
    selections: ticket?.selections.length ?? 0,
    stake_minor: ticket === undefined ? null : totalStake(ticket.bets),
    amount_minor: command === undefined ? null : amountOf(command),
    bet_id: command !== undefined && 'betId' in command ? command.betId : '',
    quote_id: command === undefined ? '' : quoteUsed(command),
  };
}

/** A limit's amount may be minutes: it stands in `gambling_limits`. */
function amountOf(command: BetCommand): number | null {
  if (command.type === 'SetGamblingLimit' || command.type === 'ConfirmLimitIncrease') return null;
  return 'amount' in command ? command.amount : null;
}

function quoteUsed(command: BetCommand): string {
  if (command.type !== 'PlaceBets' && command.type !== 'CashOut') return '';
  return command.quoteId ?? '';
}

/** As far as the numbers are sound: a refused ticket may ask for more than money can count. */
function totalStake(bets: readonly TicketBet[]): number | null {
  const total = bets.reduce((sum, { stake, stakeMode, lines, eachWay }) => {
    const times = stakeMode === 'UNIT' ? lines * (eachWay ? 2 : 1) : 1;
    return sum + stake * times;
  }, 0);
  return Number.isSafeInteger(total) ? total : null;
}
