import { assert } from './assert';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KILOBYTE = 1_024;

/** Every bound the engine relies on, with its reason. Time in milliseconds unless the name says otherwise. */
export const limits = {
  // Tickets (domain.md §6): refused before anything is expanded.
  betsPerTicketMax: 50,
  selectionsPerTicketMax: 63,
  legsPerBetMax: 63,
  systemPositionsMax: 30,
  linesPerBetMax: 20_000,
  waysProductMax: 512,
  /** In minor units of the account's currency: less on a line is no stake. */
  lineStakeMin: 1,
  /** The same, of a stake that is stated by line: times the most lines it is still a safe integer. */
  lineStakeMax: 10_000_000_000,
  /** Of bets with several legs, in minor units, where no policy caps it lower: odds multiply without end. */
  betReturnMax: 1_000_000_000_000,
  /** Results that are remembered, some 100 bytes each: the odds of one offer. */
  logarithmsKeptMax: 10_000,
  /** The same for exact prices. */
  exactPricesKeptMax: 10_000,

  // Reserved quotes
  /** Each reserves liability for nothing. */
  quotesPerAccountMax: 3,

  // npm run settle
  /** A ticket of the largest caps with all its legs fits many times over. */
  settleLineBytesMax: 1_024 * KILOBYTE,
  /** More runners than any race has; each is one more factor in the arithmetic. */
  reductionsPerLegMax: 64,

  // Requests
  /** A ticket of the largest caps fits; anything larger is no ticket. */
  bodyBytesMax: 16 * KILOBYTE,
  /** A feed's batch of facts. */
  feedBodyBytesMax: 1_024 * KILOBYTE,
  feedFactsPerPostMax: 1_000,
  /** A stream's snapshot of hundreds of markets fits; a longer line is no line. */
  feedLineBytesMax: 4 * 1_024 * KILOBYTE,
  /** A recorded stream has gaps, but a jump beyond this is a broken clock. */
  feedTimeJumpMsMax: 30 * DAY_MS,
  /** Facts accepted by the feed that wait for their append; beyond it, sources wait. */
  feedFactsInFlightMax: 8_000,
  /** A post that the log has not taken by then is answered 503: less than what api waits for. */
  feedAnswerMsMax: 6 * SECOND_MS,
  /** A producer beats every 10 s: after two that are missing, messages may be as well. */
  producerSilenceMsMax: 20 * SECOND_MS,
  /** The feed sends again what is younger; live producers keep 10 hours, the others more. */
  uofRecoveryMsMax: 10 * HOUR_MS,
  /** Of the feed's API, which only takes note of a recovery. */
  uofAnswerMsMax: 10 * SECOND_MS,
  /** Producers that one feed process writes for. */
  producersMax: 64,
  idempotencyKeyLengthMax: 128,
  textLengthMax: 128,
  pageSizeMax: 200,
  /** After this the API answers 202 and the client follows the status URL. */
  decisionWaitMs: 1_000,
  /** A read with a position token waits this long for its model. */
  readWaitMs: 500,
  /** A command first decided later than this after its receipt is stale (R8). */
  commandLifeMs: 15 * SECOND_MS,
  /** A stated time older than this is refused, so that a forgotten key cannot act twice. */
  requestAgeMsMax: DAY_MS,
  requestAheadMsMax: 60 * SECOND_MS,
  /** Longer than requestAgeMsMax, so that a key always outlives the requests it protects. */
  keyLifeMs: 25 * HOUR_MS,
  /** Commands that wait in one API process for their append or answer; beyond it, 503. */
  requestsInFlightMax: 4_096,
  /**
   * A partition whose oldest command has waited this long takes no more from this process: 503. Twice the time a
   * request waits, so whoever came now would only make the backlog longer.
   */
  backlogAgeMsMax: 2 * SECOND_MS,
  /** One append in so long a time is remembered by its age: 40 of them for each partition. */
  backlogMarkMs: 50,
  /** An event loop this far behind answers nothing in time: new requests get 503. */
  eventLoopDelayMsMax: SECOND_MS,

  /** Newest answers that one API process remembers, in characters of their bodies; older ones are in the read model. */
  answersRememberedCharactersMax: 16 * 1_024 * KILOBYTE,

  // Tokens
  /** A verified token is not verified again for this long, so a withdrawn key counts this late. */
  tokenRememberedMs: 60 * SECOND_MS,
  tokensRememberedMax: 100_000,
  /** An unknown key id reads the key set again, at most this often. */
  keysReadIntervalMs: 10 * SECOND_MS,

  // Cash-out
  /** A quote lives 5 s and the delay; for this long it is known, so that a late bettor is told why. */
  cashOutQuoteKeptMs: 60 * SECOND_MS,
  /** Two shares of each of a handful of bets; then the account's oldest quote goes. */
  cashOutQuotesPerAccountMax: 10,

  // Money
  /** Nothing is paid in beyond this, in minor units: payouts on top of it stay far below 2^53. */
  balanceMax: 1_000_000_000_000_000,

  // Accounts (domain.md §9)
  /** A higher gambling limit waits so long before it may be confirmed: time to think again. */
  limitIncreaseDelayMs: DAY_MS,
  /** After that wait it is confirmed within this time, or lapses. */
  limitConfirmMs: 7 * DAY_MS,
  timeOutMsMin: DAY_MS,
  /** Whoever wants longer wants a self-exclusion. */
  timeOutMsMax: 42 * DAY_MS,
  /** Calendar months. */
  selfExclusionMonthsMin: 6,
  /** 100 times the usual limits. */
  factorBpsMax: 1_000_000,
  /** A given-back token can be used at least this long. */
  freeBetRestoredMsMin: DAY_MS,
  /** Used ones count as long as their bets are kept; each change of one looks at all. */
  freeBetsPerAccountMax: 100,

  // Reading at the head of the log: fewer, fuller fetches. A fetch costs reader and broker 0.3 ms each.
  /** Of an api's tail: what a busy moment adds to an answer at most. */
  tailGatherMs: 2,
  /** While no more requests wait for their decision, the tail gathers nothing: alone, each answer counts. */
  tailQuietMax: 4,
  factsGatherMs: 2,
  projectionGatherMs: 10,
  recorderGatherMs: 100,

  // Batches
  /** A larger batch raises latency before it raises throughput. */
  commandsPerBatchMax: 500,
  /** Settlement work of a batch lasts so long: a bet waits behind one such batch of its decider. Shorter ones cost more requests. */
  settlementMsPerBatch: 6,
  /** So many bets are taken off at most, however quick they are, and at least, however slow. */
  settlementsPerBatchMax: 1_000,
  settlementsPerBatchMin: 10,
  /** A batch ends after the command that passes this; the topic takes four times as much (R7). */
  batchBytesTarget: 1_024 * KILOBYTE,
  /** Facts that the feed puts into one append. */
  factsPerAppendMax: 2_000,

  // Time and ownership
  betDelayMsMax: 15 * SECOND_MS,
  /** An idle partition appends an adoption this often: silence means death. */
  adoptionIntervalMs: SECOND_MS,
  takeoverAfterMs: 3 * SECOND_MS,
  /** Up to so much longer, each writer for itself: an epoch is open well within it. */
  takeoverSpreadMs: 250,
  clockSkewMs: 500,
  /** How far the clocks of brokers may differ: silence of one is counted with times of others. */
  brokerSkewMs: 100,
  /** A busy partition is snapshotted after so many records: at 200,000/s, all partitions' tails take a second. */
  snapshotRecordsMin: 20_000,
  /** And any other after this long. An alarm at an hour. */
  snapshotIntervalMs: 10 * 60 * SECOND_MS,
  /** How often a decider looks whether one is due. */
  snapshotCheckMs: 15 * SECOND_MS,
  /** The follower that writes them rests so many times as long as it worked: at most a fifth of one core. */
  snapshotRestFactor: 4,
  /** The newest, and one to fall back on. */
  snapshotsKept: 2,
  positionFileIntervalMs: 10 * SECOND_MS,
  heartbeatIntervalMs: 5 * SECOND_MS,
  /** After a post, `feed` keeps an HTTP producer alive for this long. */
  heartbeatAfterPostMs: 20 * SECOND_MS,
  /** sourceIds are remembered for this much fact time. */
  sourceIdLifeMs: DAY_MS,
  /** A settled bet stays until its corrections can no longer arrive. */
  correctionWindowMs: 7 * DAY_MS,
  /** Watchdog: a result that is not there so long after the end of its contest is overdue. */
  resultOverdueMs: 2 * HOUR_MS,
  /** No contest takes longer; after its scheduled start something was missed. */
  contestOverdueMs: DAY_MS,
  /** A provisional result is confirmed within a day, or its feed forgot it. */
  certaintyOverdueMs: DAY_MS,
  /** A postponed contest is played or called off by then. */
  postponedOverdueMs: 3 * DAY_MS,
  /** Raised shares of a market's limit count no sooner: by then who has not heard of it refuses as FEED_DOWN. */
  raisedShareAfterMs: 60 * SECOND_MS,
  appendTimeoutMs: 5 * SECOND_MS,
  registryWaitMs: 60 * SECOND_MS,
  shutdownMs: 10 * SECOND_MS,

  // State: an alarm at 80 %
  accountsPerPartitionMax: 1_000_000,
  betsPerPartitionMax: 5_000_000,
  keysPerPartitionMax: 5_000_000,
  marketsMax: 1_000_000,
  /** The newest so many count, however young they are: some 150 bytes each, in every reader. */
  sourceIdsPerPartitionMax: 50_000,
  /** Of each partition that waits for its handler, about a kilobyte each: what a copy that is behind holds. */
  readerQueueRecordsMax: 5_000,
  readerQueueBytesMax: 8_192 * KILOBYTE,

  // Sockets
  socketMessageBytesMax: 4 * KILOBYTE,
  socketMessagesPerSecondMax: 20,
  socketChannelsMax: 64,
  socketAuthenticateMs: 5 * SECOND_MS,
  socketBeatMs: 10 * SECOND_MS,
  socketUnsentBytesMax: 1_024 * KILOBYTE,
  /** A client that has more unsent than that for so long is closed with 4008. */
  socketTooSlowMs: 10 * SECOND_MS,

  // Read models: what Redis keeps of a history; ClickHouse has all of it.
  walletEntriesMax: 1_000,
  accountEventsMax: 1_000,
  priceMovesMax: 500,
  /** Tokens that an account's view lists; the oldest used or expired go first. */
  freeBetsShownMax: 100,
  bonusesShownMax: 50,
  /** Settlements, corrections and reopenings that a bet's view keeps; the log has all. */
  betChangesShownMax: 50,

  // Notices
  /** Beyond this the oldest are dropped: nobody wants a backlog of days. */
  noticesQueuedMax: 100_000,
  noticesFailedMax: 10_000,
  /** Then a notice goes to the failed stream. */
  noticeTriesMax: 8,
  inboxNoticesMax: 500,
  inboxLifeMs: 90 * DAY_MS,

  // Analytics
  recorderRowsPerInsertMax: 10_000,
  sqlSecondsMax: 30,
  /** Of one query; from a quarter of it on, its joins, groups and orders go to disk. */
  sqlMemoryBytesMax: 1_073_741_824,
  /** What one query may put there: a join of everything with everything ends before the disk is full. */
  sqlDiskBytesMax: 8 * 1_073_741_824,
  sqlRowsMax: 1_000_000,
  /** An answer in a format with head and foot is built whole before it is sent. */
  sqlResultBytesMax: 268_435_456,
  sqlQueryBytesMax: 256 * KILOBYTE,
  /** Each holds a thread of the process while it runs; beyond it, 503. */
  sqlQueriesMax: 4,
  /** Of two cores, so that a query never holds up a bet for long. */
  sqlThreadsMax: 2,
  /** Rows wait this long for company: the age of what SQL shows. */
  recorderFlushMs: SECOND_MS,
  /** A recorder asks again whether its batch still stands before it inserts later than this. */
  recorderStandingMs: 2 * SECOND_MS,
  /** A statement that was sent has come or will not come. With the one above: how long a removal waits. */
  recorderStatementMs: 4 * SECOND_MS,
  /** What is not gathered yet is looked up at each question; looking it up for good reads every bet's id. */
  movesGatherMs: 30 * SECOND_MS,
  /** Of each partition in one go: a recording of years is gathered in many, beside what comes in. */
  movesGatheredOffsetsMax: 200_000,
  /** Longest pause before ClickHouse is tried again. */
  recorderRetryMsMax: 5 * SECOND_MS,
  /** Reads every event id: not often. */
  completenessIntervalMs: 60 * SECOND_MS,
  /** Looks at every open bet; a result that is overdue by hours can wait so long to be told. */
  overdueIntervalMs: 300 * SECOND_MS,
  analyticsRequestMs: 60 * SECOND_MS,

  // Dead letters
  /** What an api lists: some 400 bytes each. Beyond it the oldest resolved ones go first. */
  deadLettersListedMax: 100_000,
  /** Of the original bytes, what a page shows; the record itself has them all. */
  deadLetterShownBytesMax: 16 * KILOBYTE,
  /** Of the words that say what is wrong: a list of them stays in memory. */
  deadLetterDetailLengthMax: 300,
  /** Facts that may take the place of one unreadable line. */
  deadLetterFactsMax: 100,

  // Reconciliation
  /** A copy that differs is noticed, and a read model withdrawn, within two of these. */
  reconciliationRoundMs: 10 * SECOND_MS,
  /** After a round that found a difference: the second look should not let it stand for long. */
  reconciliationRecheckMs: SECOND_MS,
  /** Wallets compared per partition and round: one command to Redis, some 100 KB. */
  reconciledWalletsMax: 200,
  /** Events and postings of one comparison with ClickHouse: a query of some 20 ms. */
  reconciledEventsMax: 50_000,
  /** Finished ranges of a partition that are compared with ClickHouse again in each round, in turn. */
  reconciledRangesMax: 2,
  /** Accounts of which everything is folded anew at once, where they have few bets. */
  reconciledAccountsMax: 500,
  /** For each so many events of a partition its accounts are folded in one more part: some 50 MB each. */
  reconciledAccountEventsMax: 25_000,
  /** For each so many events of a partition its exposures are folded in one more part: some 50 MB each. */
  reconciledBetEventsMax: 100_000,
  /** For each so many facts of a partition its fixtures are folded in one more part: some 50 MB each. */
  reconciledFactsMax: 200_000,
  /** Keys asked for in one go: others of Redis wait for a few milliseconds. */
  reconciledKeysAtOnceMax: 500,
  /** Of one round: behind the first ones nobody looks, and the event stays small. */
  reconciliationDifferencesMax: 100,
  /** While nothing changes, so often is a round an event. */
  reconciliationEventMs: 60 * SECOND_MS,
  /** A withdrawn generation is kept for a look at it; it costs as much memory as a live one. */
  withdrawnLifeMs: DAY_MS,
  /** The projector sees within this that its generation was withdrawn, even where nothing is appended. */
  withdrawalNoticedMs: SECOND_MS,

  // Audit
  /** Decoded facts that an audit keeps, about 1 KB each; a longer log is read again for each partition. */
  auditFactsKeptMax: 250_000,
  /** Partitions that an audit works off at a time: each keeps a state, a table of markets and facts of its own. */
  auditWorkersMax: 8,
  /** Decisions that a what-if lists for each partition, about 1 KB each; its totals count all of them. */
  auditDifferencesMax: 20_000,
  /** A checkpoint covers at most so many new records, */
  sealRecordsMax: 10_000,
  /** and comes at the latest so long after them: how long a receipt may be unsealed. */
  sealIntervalMs: 10 * SECOND_MS,
  /** Records that an export writes as one row group or block: some 10 MB in memory. */
  exportGroupRecordsMax: 10_000,
} as const;

assert(limits.keyLifeMs > limits.requestAgeMsMax, 'a key outlives the requests it protects');
assert(limits.correctionWindowMs > limits.keyLifeMs, 'kept bets answer for as long as a key');
assert(
  limits.lineStakeMax * limits.linesPerBetMax * 2 <= Number.MAX_SAFE_INTEGER,
  'the stake of every line, each-way, is money',
);
assert(limits.adoptionIntervalMs < limits.takeoverAfterMs, 'an idle owner is heard in time');
assert(limits.batchBytesTarget * 4 <= 4_194_304, 'a batch fits its topic with room to spare');

/** Names the limits a writer decides with: FNV-1a over their JSON, in EpochOpened. */
export function limitsHash(): string {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify(limits))
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
