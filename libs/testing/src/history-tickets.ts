import {
  decimalOdds,
  minorUnits,
  outcomeId,
  words,
  type PlaceBets,
  type PricePolicy,
  type Selection,
  type TicketBet,
} from '@stakelog/contracts';
import { betCommands, multiple, system } from './build-bet-commands';
import { placeBets, selection, single } from './build-commands';
import type { HistoryMarket } from './history-markets';
import { at, recent, type HistoryTicket, type HistoryWriter } from './history-writer';

type Move = (history: HistoryWriter, pick: number, size: number) => void;

/** Odds of an outcome, from the market's: each its own. */
export const oddsOf = ({ odds }: HistoryMarket, outcome: number) => odds + (outcome % 3) * 2_500;

const place = (market: HistoryMarket, size: number) => size % market.outcomes.length;
export const outcomeOf = (market: HistoryMarket, size: number) =>
  outcomeId(at(market.outcomes, place(market, size)));

function selected(market: HistoryMarket, pick: number, size: number): Selection {
  const missed = pick % 5 === 4 ? 500 : 0;
  return selection({
    marketId: market.marketId,
    outcomeId: outcomeOf(market, size),
    odds: decimalOdds(oddsOf(market, place(market, size)) + missed),
    marketVersion: size % 16 === 3 ? market.version : null,
  });
}

type Ticket = { readonly markets: readonly HistoryMarket[]; readonly bets: readonly TicketBet[] };

/** Markets of this many fixtures, one each; first the match, the race or the outright, unless the size says so. */
function ofFixtures(history: HistoryWriter, pick: number, size: number, count: number) {
  return Array.from({ length: count }, (_, index) =>
    history.market(2 * ((pick + index) % 4) + (((size >> (index + 3)) & 3) === 3 ? 1 : 0)),
  );
}

const eachWay = { eachWay: true } as const;
const unit = { stakeMode: 'UNIT' } as const;

/** One shape for each kind of bet; singles stand more often, since they reach every market. */
const shapes: readonly ((history: HistoryWriter, pick: number, size: number) => Ticket)[] = [
  ...Array.from({ length: 5 }, () => (history: HistoryWriter, pick: number, size: number) => {
    const markets =
      size % 3 === 2 ? [history.market(pick), history.market(pick + 1)] : [history.market(pick)];
    const stake = stakeOf(size);
    return { markets, bets: markets.map((_, index) => single(stake + index, index)) };
  }),
  (history, pick, size) => ({
    markets: [history.market(2 * (1 + (pick % 3)))],
    bets: [single(2 * stakeOf(size), 0, { ...eachWay, lines: 1 + (size % 2) })],
  }),
  (history, pick, size) => ({
    markets: ofFixtures(history, pick, size, 2),
    bets: [multiple(stakeOf(size), 2, { lines: size % 17 === 16 ? 2 : 1 })],
  }),
  (history, pick, size) => ({
    markets:
      size % 5 === 4
        ? [0, 1].map((market) => history.market(market))
        : ofFixtures(history, pick, size, 2),
    bets: [multiple(stakeOf(size), 2)],
  }),
  (history, pick, size) => ({
    markets: ofFixtures(history, pick, size, 3),
    bets: [multiple(stakeOf(size), 3), system(stakeOf(size), 3, [2, 3])],
  }),
  (history, pick, size) => ({
    markets: ofFixtures(history, pick, size & ~0x7f, 4),
    bets: [system(100 + (size % 400), 4, [1, 2, 3, 4], unit)],
  }),
  (history, pick, size) => ({
    markets: ofFixtures(history, pick, size, 3),
    bets: [
      system(3 * stakeOf(size) + (size % 3), 3, [2, 3], {
        positions: [0, 1, 2].map((index) => ({ selections: [index], banker: index === 1 })),
        lines: 3,
      }),
    ],
  }),
  (history, pick, size) => {
    const [first, second] = ofFixtures(history, pick, size, 2);
    if (first === undefined || second === undefined) return { markets: [], bets: [] };
    const positions = [[0, 1], [2]].map((selections) => ({ selections, banker: false }));
    const bet = multiple(2 * stakeOf(size), 2, { positions, lines: 2 });
    return { markets: [first, first, second], bets: [bet] };
  },
  (history, _pick, size) => ({
    markets: [history.market(2), history.market(4)],
    bets: [multiple(2 * stakeOf(size), 2, eachWay)],
  }),
];

/** In minor units; below the least stake now and then. */
const stakeOf = (size: number) =>
  size % 37 === 36 ? 5 : (20 + ((size * 13) % 6_000)) * (size % 7 === 6 ? 20 : 1);

/** The ticket that two numbers tell, from its funding to what may happen to its price. */
function ticketOf(history: HistoryWriter, pick: number, size: number) {
  const { markets, bets } = at(shapes, pick + size)(history, pick, size);
  const accountId = history.account(pick);
  const change: PricePolicy = at(words['price-policy'], pick + size);
  return {
    accountId,
    selections: markets.map((market, index) => selected(market, pick, size + index)),
    bets: funded(history, accountId, bets, pick),
    priceChange: {
      policy: change,
      toleranceBps: change === 'TOLERANCE' ? 500 : null,
      minOdds: null,
    },
    acceptPayoutCap: size % 3 === 0,
    onStakeLimit: size % 2 === 0 ? 'FILL_MAX' : 'REJECT',
  } as const;
}

function funded(
  history: HistoryWriter,
  accountId: string,
  bets: readonly TicketBet[],
  pick: number,
): readonly TicketBet[] {
  if (pick % 11 === 10) return bets.map((bet) => ({ ...bet, funding: 'BONUS' }));
  if (pick % 9 !== 8) return bets;
  const token = recent(
    history.tokens.filter((each) => each.accountId === accountId),
    pick,
  );
  const [bet] = bets;
  if (token === undefined || bet === undefined) return bets;
  const { freeBetId, amount } = token;
  return [
    { ...bet, funding: 'FREE_BET', freeBetId, stake: minorUnits(amount), stakeMode: 'TOTAL' },
  ];
}

function send(history: HistoryWriter, command: PlaceBets): void {
  const { ticketId, accountId, bets } = command;
  history.tickets.push({ ticketId, accountId, bets: bets.length });
  history.command(command);
}

/** Asks what a bet of this ticket is worth. */
export function quoteCashOut(
  history: HistoryWriter,
  ticket: HistoryTicket | undefined,
  size: number,
): void {
  if (ticket === undefined) return;
  const { accountId, ticketId, bets } = ticket;
  const share = at([10_000, 4_000, 7_000, 2_500, 9_990], size);
  const key = history.newKey();
  history.cashOutQuotes.push({ ...ticket, ticketId: key });
  const bet = `${ticketId}-${size % bets}`;
  history.command(betCommands.quoteCashOut(key, history.nowMs, bet, share, { accountId }));
}

/** Tickets, reserved quotes, cash-outs and overrides. */
export const ticketMoves = {
  place: (history, pick, size) => {
    send(history, placeBets(history.newKey(), history.nowMs, 1, ticketOf(history, pick, size)));
  },
  quote: (history, pick, size) => {
    const asked = ticketOf(history, pick, size);
    const quote = betCommands.quoteBets(history.newKey(), history.nowMs, 1, asked);
    history.quotes.push(quote);
    history.command(quote);
  },
  placeQuoted: (history, pick, size) => {
    const quote = recent(history.quotes, pick, 3);
    if (quote === undefined) return;
    const { accountId, selections, bets, priceChange, acceptPayoutCap, onStakeLimit } = quote;
    const asked = { accountId, selections, priceChange, acceptPayoutCap, onStakeLimit };
    const { quoteId } = quote;
    const changed =
      size % 8 === 7 ? bets.map((bet) => ({ ...bet, stake: minorUnits(bet.stake + 1) })) : bets;
    const over = { ...asked, quoteId, bets: changed };
    send(history, placeBets(history.newKey(), history.nowMs, 1, over));
  },
  quoteCashOut: (history, pick, size) =>
    quoteCashOut(history, recent(history.tickets, pick, 8), size),
  cashOut: (history, pick) => {
    const quote = recent(history.cashOutQuotes, pick, 3);
    if (quote === undefined) return;
    const { accountId, ticketId } = quote;
    history.command(betCommands.cashOut(history.newKey(), history.nowMs, ticketId, { accountId }));
  },
  overrideLeg: (history, pick, size) => {
    const ticket = recent(history.tickets, pick, 8);
    if (ticket === undefined) return;
    const { accountId, ticketId, bets } = ticket;
    const result = size % 2 === 0 ? 'NONE' : at(words['leg-override'], size >> 1);
    const over = { accountId, leg: size % 3 };
    const bet = `${ticketId}-${size % bets}`;
    history.command(betCommands.overrideLeg(history.newKey(), history.nowMs, bet, result, over));
  },
} as const satisfies Record<string, Move>;
