import {
  positionToken,
  type BetAccepted,
  type BetEvent,
  type CashOutQuoted,
  type FactPosition,
  type Leg,
} from '@stakelog/contracts';

const token = (at: FactPosition) => positionToken({ topic: 'odds.events', ...at });
const percent = (bps: number) => `${bps / 100} %`;

/** What an event of a bet's life says, line by line, beside its proof and its postings. */
export function eventText(event: BetEvent): readonly string[] {
  if (event.type === 'BetAccepted') return acceptedText(event);
  if (event.type === 'BetHeld') {
    const { marketMs, accountMs, appliedMs } = event.delay;
    return [`waits ${appliedMs} ms: market ${marketMs}, account ${accountMs}`];
  }
  if (event.type === 'BetRejected')
    return event.reasons.map(({ code, level, detail }) => `${code} (${level}) ${detail ?? ''}`);
  if (event.type === 'BetSettled') return [`version ${event.version}, ${event.reason}`];
  if (event.type === 'BetReopened') {
    const by = event.cause === null ? 'a lifted override' : token(event.cause);
    return [`version ${event.version} is undone by ${by}, ${event.delta}`];
  }
  if (event.type === 'LegOverridden')
    return [
      `leg ${event.leg}: ${event.result}, before ${event.previousResult}, by ${event.actor.id}: ${event.reason}`,
    ];
  if (event.type === 'CashOutQuoted') return quotedText(event);
  if (event.type === 'BetCashedOut')
    return [
      `from ${percent(event.previousShareBps)} to ${percent(event.toShareBps)} at quote ${event.quoteId}: pays ${event.amount}, closes ${event.stakeClosed} of the stake`,
    ];
  if (event.type === 'CashOutRejected') return [event.code];
  return event.type === 'BetQuoted' ? [`quote ${event.quoteId}`] : [];
}

function acceptedText(accepted: BetAccepted): readonly string[] {
  const { stake, lines, funding, potentialReturn, maxPayout, quoteId, legs } = accepted;
  const quote = quoteId === null ? '' : `, at quote ${quoteId}`;
  const cap = maxPayout === null ? '' : `, at most ${maxPayout}`;
  return [
    `stake ${stake} (${funding}) over ${lines} lines${quote}; returns ${potentialReturn} if all win${cap}`,
    ...legs.map(legText),
  ];
}

function legText(leg: Leg, index: number): string {
  const { marketId, outcomeId, odds, requestedOdds, fraction, oddsAt, placeTerms } = leg;
  const exact = fraction === null ? '' : ` (${fraction.num}/${fraction.den})`;
  const requested = requestedOdds === null ? 'as requested' : `requested ${requestedOdds / 10_000}`;
  const place =
    placeTerms === null
      ? ''
      : `, place ${placeTerms.fraction.num}/${placeTerms.fraction.den} of ${placeTerms.places}`;
  return `leg ${index} ${marketId} ${outcomeId} at ${odds / 10_000}${exact}, ${requested}, price of ${token(oddsAt)}${place}`;
}

function quotedText(quoted: CashOutQuoted): readonly string[] {
  const { quoteId, amount, toShareBps, marginBps, quoteExpiresAtMs, legs } = quoted;
  return [
    `quote ${quoteId}: ${amount} for ${percent(toShareBps)}, margin ${percent(marginBps)}, until ${new Date(quoteExpiresAtMs).toISOString()}`,
    ...legs.map(({ at, probPpb, marketVersion }, leg) =>
      probPpb === null
        ? `leg ${leg} was decided`
        : `leg ${leg} wins with ${probPpb} ppb, price of ${token(at)}, market version ${marketVersion}`,
    ),
  ];
}
