/** What `npm run settle -- --help` says below the usage. */
export const help = `
One JSON object per line in, one JSON object per line out, in the same order. FILE is a path, - is standard input.
-s keeps npm from printing the command before the answers.

In    { "id", "ticket", "legs", "rounding"?, "maxPayout"? }
  id          a text or a number; it comes back as it is. Missing: null
  ticket      the PlaceBets of domain.md 4.1: { "selections": [...], "bets": [...] }. What does not bear on money is not
              looked at: ids, quoteId, requestedAtMs, channel, marketVersion, priceChange, acceptPayoutCap, onStakeLimit;
              so whether selections are related is not judged either.
    selections  1 to 63 of { "odds", "fraction"? }
      odds        decimal odds x 10 000, a whole number: 25000 is 2.5
      fraction    the exact fractional price { "num", "den" } (11/8 is { "num": 11, "den": 8 }). It counts instead of
                  odds, which may then be missing.
    bets        1 to 50 of
      kind        SINGLE | MULTIPLE | SYSTEM. Missing: SYSTEM with sizes, else SINGLE with one position, else MULTIPLE
      positions   [{ "selections": [index, ...], "banker"? }]; two or more selections are alternatives (ways).
                  Missing: each selection of the ticket is a position.
      sizes       fold sizes of a SYSTEM, bankers counted. SINGLE and MULTIPLE have none (all positions in one fold).
      eachWay     true: a win part and a place part, win to win and place to place. Missing: false
      stake       minor units, from 1: per line in UNIT mode, of the whole bet in TOTAL mode
      stakeMode   UNIT (missing) | TOTAL. UNIT: the bet costs stake x combinations, each-way twice that. TOTAL: a line has
                  the exact share, stake / combinations, each-way half of that in each part.
      lines       checksum: the combinations, or for each-way also twice that. Missing: not checked
      funding     CASH (missing) | BONUS | FREE_BET. A free bet does not return its stake: each line pays what it returns
                  less the part of its stake that won or is void. Settle a token that returns its stake as CASH.
  legs        one for every selection that a bet uses:
    selection   index into ticket.selections
    result      WON | LOST | VOID | HALF_WON | HALF_LOST, or { "win", "void" }: the shares of the stake that win and are
                refunded, together at most 1, each written "2/3", "0.25" or "1" (missing: 0)
    place       the same for the place part. Missing: as result
    position    { "rank", "tied" } in place of result and place. A dead heat divides the stake: of "tied" runners on "rank",
                clamp(paid - (rank - 1), 0, tied) / tied wins, where one rank is paid in the win part and
                placeTerms.places in the place part. tied missing: 1
    placeTerms  { "places", "fraction": { "num", "den" } }, wanted where an each-way bet uses the selection. The place
                part has 1 + (o' - 1) x fraction, where o' are the odds after reductions.
    reductions  [{ "method", "deductionPpm" }] in parts per million, each method's together:
                RULE4           o' = 1 + (o - 1)(1 - sum), the sum capped at 90 %
                EXCHANGE_WIN    o' = o x product of (1 - d), those below 2.5 % ignored, never below 1.01
                EXCHANGE_PLACE  o' = 1 + (o - 1) x product of (1 - d)
                Methods that differ apply one after the other, as they first appear.
    antePost    true: VOID is a withdrawn runner, and loses; reductions do not apply. Missing: false
  rounding    HALF_UP (missing) | DOWN, to the minor unit, once per bet: no line, leg or part is rounded
  maxPayout   the most that each bet returns, in minor units. Missing: no maximum, and amounts may pass 2^53

Out   { "id", "bets": [{ "bet", "lines", "stake", "return", "profit", "exactReturn", "derivation" }] }
  lines       as the ticket counts them; where it does not, combinations, each-way twice that
  stake       of the whole bet, in minor units
  return      round(min(exactReturn, maxPayout)), stake included (but see FREE_BET)
  profit      return - stake
  exactReturn "num/den" in lowest terms, in minor units, before maxPayout and rounding
  derivation  a step per leg (rule, price, win, void, effectiveOdds, multiplier = win x odds + void, place likewise), then
              the sum: what one unit per line returns in each part, times the unit stake
Or    { "id", "error": { "code", "message", "at"?, "expected"? } }
  INVALID_JSON, TOO_LARGE   no JSON; longer than 1 MB
  INVALID_FORMAT            "at" names the field, "message" what it must be
  TOO_MANY_BETS, TOO_MANY_LEGS, TOO_MANY_LINES
                            beyond 50 bets; 63 selections, 30 positions of a system; 20 000 combinations, 512 ways
  LINES_MISMATCH            "expected" has the combinations
  BET_TYPE_NOT_ALLOWED      each-way without placeTerms
  LEG_MISSING               a bet uses a selection without a leg
  An error answers the whole line: a ticket is all or nothing.

Exit codes: 0 every line is answered, 64 usage, 74 the input breaks off or the output cannot be written.
`;
