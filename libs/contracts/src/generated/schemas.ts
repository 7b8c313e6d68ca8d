// Generated from schemas. Change a schema, then run `npm run types`.

/** Every message's Avro schema, by topic and record name. */
export const schemas: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'audit.events': {
    ConservationChecked: {
      type: 'record',
      name: 'ConservationChecked',
      namespace: 'stakelog.audit.events',
      doc: 'What one round of the reconciler found: the log, its copies and the ledger, compared at the same positions.',
      fields: [
        { name: 'round', type: 'long', doc: 'Rounds since the reconciler started, from 1.' },
        {
          name: 'checkedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "When the round ended, by the reconciler's clock.",
        },
        {
          name: 'verdict',
          type: { type: 'string', logicalType: 'conservation-verdict' },
          doc: 'What it comes to.',
        },
        {
          name: 'positions',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'ComparedPosition',
              doc: 'How far a copy was compared.',
              fields: [
                {
                  name: 'copy',
                  type: { type: 'string', logicalType: 'conservation-copy' },
                  doc: 'Which copy.',
                },
                { name: 'topic', type: 'string', doc: 'Topic.' },
                { name: 'partition', type: 'int', doc: 'Partition of the topic.' },
                {
                  name: 'nextOffset',
                  type: 'long',
                  doc: 'Everything before this offset was compared with the copy.',
                },
              ],
            },
          },
          doc: 'The positions, one per copy and partition.',
        },
        {
          name: 'events',
          type: 'long',
          doc: 'Counted events that were folded since the beginning of the log.',
        },
        {
          name: 'sums',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'LedgerSum',
              doc: 'What all postings to an account of the ledger come to.',
              fields: [
                { name: 'currency', type: 'string', doc: 'ISO 4217.' },
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Account of the ledger.',
                },
                {
                  name: 'amount',
                  type: 'string',
                  doc: 'A whole number of minor units, as text: it may pass 2^53.',
                },
              ],
            },
          },
          doc: 'Over the folded log.',
        },
        {
          name: 'differences',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'ConservationDifference',
              doc: 'Where a copy says something else than the log, twice in a row.',
              fields: [
                {
                  name: 'copy',
                  type: { type: 'string', logicalType: 'conservation-copy' },
                  doc: 'Which copy.',
                },
                {
                  name: 'where',
                  type: 'string',
                  doc: 'The key in Redis, the table and range in ClickHouse, the currency of the ledger.',
                },
                {
                  name: 'held',
                  type: ['null', 'string'],
                  doc: 'What the copy holds; null: nothing.',
                },
                {
                  name: 'expected',
                  type: ['null', 'string'],
                  doc: 'What the log makes of it; null: nothing.',
                },
                {
                  name: 'at',
                  type: ['null', 'string'],
                  doc: 'Position token of the first record where they may differ; null where it is not known.',
                },
              ],
            },
          },
          doc: 'Confirmed ones, at most a hundred.',
        },
        {
          name: 'withdrawn',
          type: { type: 'array', items: 'string' },
          doc: 'Generations of read models that were taken out of service, as topic/partition/generation.',
        },
      ],
    },
  },
  'bet.commands': {
    AdjustBalance: {
      type: 'record',
      name: 'AdjustBalance',
      namespace: 'stakelog.bet.commands',
      doc: 'Correct a balance by hand.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        {
          name: 'amount',
          type: { type: 'long', logicalType: 'minor-delta' },
          doc: 'Positive: the account gains.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    CashOut: {
      type: 'record',
      name: 'CashOut',
      namespace: 'stakelog.bet.commands',
      doc: 'Take a cash-out quote.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'quoteId', type: 'string', doc: 'The quote.' },
      ],
    },
    CompleteWithdrawal: {
      type: 'record',
      name: 'CompleteWithdrawal',
      namespace: 'stakelog.bet.commands',
      doc: 'The money left.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'withdrawalId', type: 'string', doc: 'Names the withdrawal.' },
      ],
    },
    ConfirmLimitIncrease: {
      type: 'record',
      name: 'ConfirmLimitIncrease',
      namespace: 'stakelog.bet.commands',
      doc: 'Confirm a raised limit after its cool-off.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'gambling-limit-kind' },
          doc: 'What it counts.',
        },
        {
          name: 'period',
          type: { type: 'string', logicalType: 'gambling-limit-period' },
          doc: 'Over which period.',
        },
        {
          name: 'amount',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'As scheduled.',
          default: null,
        },
      ],
    },
    Deposit: {
      type: 'record',
      name: 'Deposit',
      namespace: 'stakelog.bet.commands',
      doc: 'Add money from outside.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'paymentRef', type: 'string', doc: "The payment provider's reference." },
      ],
    },
    EndSession: {
      type: 'record',
      name: 'EndSession',
      namespace: 'stakelog.bet.commands',
      doc: 'A gambling session ends.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'sessionId', type: 'string', doc: 'Names it.' },
      ],
    },
    Exclude: {
      type: 'record',
      name: 'Exclude',
      namespace: 'stakelog.bet.commands',
      doc: 'Keep the bettor from betting.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'exclusion-kind' },
          doc: 'Who excluded, and how strongly.',
        },
        {
          name: 'untilMs',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'Null: until lifted.',
          default: null,
        },
        {
          name: 'reason',
          type: ['null', 'string'],
          doc: "Why, where not the bettor's own wish.",
          default: null,
        },
      ],
    },
    FailWithdrawal: {
      type: 'record',
      name: 'FailWithdrawal',
      namespace: 'stakelog.bet.commands',
      doc: 'The money did not leave and goes back.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'withdrawalId', type: 'string', doc: 'Names the withdrawal.' },
      ],
    },
    GrantBonus: {
      type: 'record',
      name: 'GrantBonus',
      namespace: 'stakelog.bet.commands',
      doc: 'Give bonus money.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        {
          name: 'bonusExpiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When it lapses.',
        },
        { name: 'terms', type: 'string', doc: "The promotion's terms." },
      ],
    },
    GrantFreeBet: {
      type: 'record',
      name: 'GrantFreeBet',
      namespace: 'stakelog.bet.commands',
      doc: 'Give a free-bet token.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'freeBetId', type: 'string', doc: 'The token.' },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        {
          name: 'tokenExpiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When it lapses.',
        },
        { name: 'stakeReturned', type: 'boolean', doc: 'True: the stake is part of the return.' },
        { name: 'terms', type: 'string', doc: "The promotion's terms." },
      ],
    },
    OpenAccount: {
      type: 'record',
      name: 'OpenAccount',
      namespace: 'stakelog.bet.commands',
      doc: 'Open an account.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'currency', type: 'string', doc: 'ISO 4217.' },
        { name: 'jurisdiction', type: 'string', doc: 'Whose law applies.' },
      ],
    },
    OverrideLeg: {
      type: 'record',
      name: 'OverrideLeg',
      namespace: 'stakelog.bet.commands',
      doc: 'Decide a leg by hand, above everything else.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'betId', type: 'string', doc: 'The bet.' },
        { name: 'leg', type: 'int', doc: 'Index of the leg.' },
        {
          name: 'result',
          type: { type: 'string', logicalType: 'leg-override' },
          doc: 'What it is taken as; NONE lifts the override.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    PlaceBets: {
      type: 'record',
      name: 'PlaceBets',
      namespace: 'stakelog.bet.commands',
      doc: 'Place a ticket.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The same as commandId.',
        },
        { name: 'quoteId', type: ['null', 'string'], doc: 'A live quote to use.', default: null },
        { name: 'channel', type: 'string', doc: 'Where the bettor was: web, app, shop.' },
        {
          name: 'selections',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Selection',
              doc: 'An outcome as chosen on a ticket.',
              fields: [
                {
                  name: 'marketId',
                  type: { type: 'string', logicalType: 'market-id' },
                  doc: 'The market.',
                },
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'The outcome.',
                },
                {
                  name: 'odds',
                  type: { type: 'int', logicalType: 'decimal-odds' },
                  doc: 'What the bettor saw.',
                },
                {
                  name: 'fraction',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Frac',
                      doc: 'An exact fraction in lowest terms.',
                      fields: [
                        { name: 'num', type: 'long', doc: 'Numerator.' },
                        { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                      ],
                    },
                  ],
                  doc: 'The exact fractional price the bettor saw.',
                  default: null,
                },
                {
                  name: 'marketVersion',
                  type: ['null', 'long'],
                  doc: 'Where stated, another version refuses the ticket.',
                  default: null,
                },
              ],
            },
          },
          doc: 'What was chosen, 1 to 63.',
        },
        {
          name: 'bets',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'TicketBet',
              doc: 'One stake instruction of a ticket.',
              fields: [
                {
                  name: 'kind',
                  type: { type: 'string', logicalType: 'bet-kind' },
                  doc: 'How its positions combine.',
                },
                {
                  name: 'sizes',
                  type: { type: 'array', items: 'int' },
                  doc: 'The fold sizes of a system, bankers counted; empty otherwise.',
                },
                { name: 'eachWay', type: 'boolean', doc: 'True: a win part and a place part.' },
                {
                  name: 'positions',
                  type: {
                    type: 'array',
                    items: {
                      type: 'record',
                      name: 'BetPosition',
                      doc: 'One place of the combination scheme; several selections are alternatives (ways).',
                      fields: [
                        {
                          name: 'selections',
                          type: { type: 'array', items: 'int' },
                          doc: "Indices of the ticket's selections; of the bet's legs once accepted.",
                        },
                        { name: 'banker', type: 'boolean', doc: 'True: in every line.' },
                      ],
                    },
                  },
                  doc: 'What is combined.',
                },
                {
                  name: 'stake',
                  type: { type: 'long', logicalType: 'minor-units' },
                  doc: 'Per line in UNIT mode, for the whole bet in TOTAL mode.',
                },
                {
                  name: 'stakeMode',
                  type: { type: 'string', logicalType: 'stake-mode' },
                  doc: 'What the stake counts.',
                },
                {
                  name: 'lines',
                  type: 'int',
                  doc: 'Checksum: the number of lines the bettor expects.',
                },
                {
                  name: 'funding',
                  type: { type: 'string', logicalType: 'funding' },
                  doc: 'Whose money.',
                },
                {
                  name: 'freeBetId',
                  type: ['null', 'string'],
                  doc: 'The token, for FREE_BET.',
                  default: null,
                },
              ],
            },
          },
          doc: 'What is staked, 1 to 50.',
        },
        {
          name: 'priceChange',
          type: {
            type: 'record',
            name: 'PriceChange',
            doc: 'What the bettor accepts when prices moved.',
            fields: [
              {
                name: 'policy',
                type: { type: 'string', logicalType: 'price-policy' },
                doc: 'Which moves are taken.',
              },
              {
                name: 'toleranceBps',
                type: ['null', 'int'],
                doc: 'For TOLERANCE: the largest drop, in ten-thousandths.',
                default: null,
              },
              {
                name: 'minOdds',
                type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                doc: 'The least total odds that are taken under any policy.',
                default: null,
              },
            ],
          },
          doc: 'What the bettor accepts when prices moved.',
        },
        {
          name: 'acceptPayoutCap',
          type: 'boolean',
          doc: 'True: a return above the maximum is capped, not refused.',
        },
        {
          name: 'onStakeLimit',
          type: { type: 'string', logicalType: 'stake-limit-policy' },
          doc: 'What to do when a stake is too large.',
        },
      ],
    },
    QuoteBets: {
      type: 'record',
      name: 'QuoteBets',
      namespace: 'stakelog.bet.commands',
      doc: 'Ask for a reserved quote; moves no money.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'quoteId', type: 'string', doc: 'The same as commandId.' },
        { name: 'channel', type: 'string', doc: 'Where the bettor was: web, app, shop.' },
        {
          name: 'selections',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Selection',
              doc: 'An outcome as chosen on a ticket.',
              fields: [
                {
                  name: 'marketId',
                  type: { type: 'string', logicalType: 'market-id' },
                  doc: 'The market.',
                },
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'The outcome.',
                },
                {
                  name: 'odds',
                  type: { type: 'int', logicalType: 'decimal-odds' },
                  doc: 'What the bettor saw.',
                },
                {
                  name: 'fraction',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Frac',
                      doc: 'An exact fraction in lowest terms.',
                      fields: [
                        { name: 'num', type: 'long', doc: 'Numerator.' },
                        { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                      ],
                    },
                  ],
                  doc: 'The exact fractional price the bettor saw.',
                  default: null,
                },
                {
                  name: 'marketVersion',
                  type: ['null', 'long'],
                  doc: 'Where stated, another version refuses the ticket.',
                  default: null,
                },
              ],
            },
          },
          doc: 'What was chosen, 1 to 63.',
        },
        {
          name: 'bets',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'TicketBet',
              doc: 'One stake instruction of a ticket.',
              fields: [
                {
                  name: 'kind',
                  type: { type: 'string', logicalType: 'bet-kind' },
                  doc: 'How its positions combine.',
                },
                {
                  name: 'sizes',
                  type: { type: 'array', items: 'int' },
                  doc: 'The fold sizes of a system, bankers counted; empty otherwise.',
                },
                { name: 'eachWay', type: 'boolean', doc: 'True: a win part and a place part.' },
                {
                  name: 'positions',
                  type: {
                    type: 'array',
                    items: {
                      type: 'record',
                      name: 'BetPosition',
                      doc: 'One place of the combination scheme; several selections are alternatives (ways).',
                      fields: [
                        {
                          name: 'selections',
                          type: { type: 'array', items: 'int' },
                          doc: "Indices of the ticket's selections; of the bet's legs once accepted.",
                        },
                        { name: 'banker', type: 'boolean', doc: 'True: in every line.' },
                      ],
                    },
                  },
                  doc: 'What is combined.',
                },
                {
                  name: 'stake',
                  type: { type: 'long', logicalType: 'minor-units' },
                  doc: 'Per line in UNIT mode, for the whole bet in TOTAL mode.',
                },
                {
                  name: 'stakeMode',
                  type: { type: 'string', logicalType: 'stake-mode' },
                  doc: 'What the stake counts.',
                },
                {
                  name: 'lines',
                  type: 'int',
                  doc: 'Checksum: the number of lines the bettor expects.',
                },
                {
                  name: 'funding',
                  type: { type: 'string', logicalType: 'funding' },
                  doc: 'Whose money.',
                },
                {
                  name: 'freeBetId',
                  type: ['null', 'string'],
                  doc: 'The token, for FREE_BET.',
                  default: null,
                },
              ],
            },
          },
          doc: 'What is staked, 1 to 50.',
        },
        {
          name: 'priceChange',
          type: {
            type: 'record',
            name: 'PriceChange',
            doc: 'What the bettor accepts when prices moved.',
            fields: [
              {
                name: 'policy',
                type: { type: 'string', logicalType: 'price-policy' },
                doc: 'Which moves are taken.',
              },
              {
                name: 'toleranceBps',
                type: ['null', 'int'],
                doc: 'For TOLERANCE: the largest drop, in ten-thousandths.',
                default: null,
              },
              {
                name: 'minOdds',
                type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                doc: 'The least total odds that are taken under any policy.',
                default: null,
              },
            ],
          },
          doc: 'What the bettor accepts when prices moved.',
        },
        {
          name: 'acceptPayoutCap',
          type: 'boolean',
          doc: 'True: a return above the maximum is capped, not refused.',
        },
        {
          name: 'onStakeLimit',
          type: { type: 'string', logicalType: 'stake-limit-policy' },
          doc: 'What to do when a stake is too large.',
        },
      ],
    },
    QuoteCashOut: {
      type: 'record',
      name: 'QuoteCashOut',
      namespace: 'stakelog.bet.commands',
      doc: 'Ask what settling early would pay.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'betId', type: 'string', doc: 'The bet.' },
        { name: 'toShareBps', type: 'int', doc: 'Cumulative share, in ten-thousandths.' },
      ],
    },
    SetAccountStatus: {
      type: 'record',
      name: 'SetAccountStatus',
      namespace: 'stakelog.bet.commands',
      doc: 'What operator, identity check or location check found.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        {
          name: 'status',
          type: { type: 'string', logicalType: 'account-status' },
          doc: 'Whether it may act.',
        },
        {
          name: 'verification',
          type: { type: 'string', logicalType: 'verification' },
          doc: 'What the identity check found.',
        },
        {
          name: 'location',
          type: { type: 'string', logicalType: 'location' },
          doc: 'What the location check found.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    SetBettorFactor: {
      type: 'record',
      name: 'SetBettorFactor',
      namespace: 'stakelog.bet.commands',
      doc: "Scale an account's limits and delay.",
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'factorBps', type: 'int', doc: '10 000 is 1.' },
        { name: 'delayOffsetMs', type: 'int', doc: 'Added to bet delays.' },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    SetGamblingLimit: {
      type: 'record',
      name: 'SetGamblingLimit',
      namespace: 'stakelog.bet.commands',
      doc: 'Set, change or remove a limit that protects the bettor.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'gambling-limit-kind' },
          doc: 'What it counts.',
        },
        {
          name: 'period',
          type: { type: 'string', logicalType: 'gambling-limit-period' },
          doc: 'Over which calendar period, UTC.',
        },
        {
          name: 'amount',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'Minor units, or minutes for SESSION; null removes it.',
          default: null,
        },
      ],
    },
    StartSession: {
      type: 'record',
      name: 'StartSession',
      namespace: 'stakelog.bet.commands',
      doc: 'A gambling session begins.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'sessionId', type: 'string', doc: 'Names it.' },
      ],
    },
    Withdraw: {
      type: 'record',
      name: 'Withdraw',
      namespace: 'stakelog.bet.commands',
      doc: 'Ask for money to be paid out.',
      fields: [
        {
          name: 'commandId',
          type: 'string',
          doc: 'Derived from account and idempotency key; the same for every repeat.',
        },
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'idempotencyKey',
          type: 'string',
          doc: '1 to 128 visible ASCII characters, unique per account.',
        },
        {
          name: 'bodyHash',
          type: 'string',
          doc: 'SHA-256 of the canonical body, 64 hexadecimal digits.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who asked.',
        },
        {
          name: 'requestedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The client's time where stated, else the receipt at api.",
        },
        {
          name: 'expiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'A first decision after this is stale.',
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'withdrawalId', type: 'string', doc: 'Names the withdrawal.' },
      ],
    },
  },
  'bet.events': {
    AccountExcluded: {
      type: 'record',
      name: 'AccountExcluded',
      namespace: 'stakelog.bet.events',
      doc: 'The account may not bet.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'exclusion-kind' },
          doc: 'Who excluded, and how strongly.',
        },
        {
          name: 'untilMs',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'Null: until lifted.',
          default: null,
        },
        {
          name: 'effectiveAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'From when.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
        { name: 'reason', type: ['null', 'string'], doc: 'Why.', default: null },
      ],
    },
    AccountOpened: {
      type: 'record',
      name: 'AccountOpened',
      namespace: 'stakelog.bet.events',
      doc: 'An account exists.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'currency', type: 'string', doc: 'ISO 4217; never changes.' },
        { name: 'jurisdiction', type: 'string', doc: 'Whose law applies.' },
      ],
    },
    AccountStatusChanged: {
      type: 'record',
      name: 'AccountStatusChanged',
      namespace: 'stakelog.bet.events',
      doc: 'What the account may do changed.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'status', type: { type: 'string', logicalType: 'account-status' }, doc: 'Now.' },
        {
          name: 'verification',
          type: { type: 'string', logicalType: 'verification' },
          doc: 'Now.',
        },
        { name: 'location', type: { type: 'string', logicalType: 'location' }, doc: 'Now.' },
        {
          name: 'previousStatus',
          type: { type: 'string', logicalType: 'account-status' },
          doc: 'Before.',
        },
        {
          name: 'previousVerification',
          type: { type: 'string', logicalType: 'verification' },
          doc: 'Before.',
        },
        {
          name: 'previousLocation',
          type: { type: 'string', logicalType: 'location' },
          doc: 'Before.',
        },
        {
          name: 'effectiveAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'From when.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    BalanceAdjusted: {
      type: 'record',
      name: 'BalanceAdjusted',
      namespace: 'stakelog.bet.events',
      doc: 'A balance was corrected by hand.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'amount',
          type: { type: 'long', logicalType: 'minor-delta' },
          doc: 'Positive: the account gained.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    BetAccepted: {
      type: 'record',
      name: 'BetAccepted',
      namespace: 'stakelog.bet.events',
      doc: 'The stake is taken and the odds are fixed.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'bet', type: 'int', doc: 'Index in the ticket; the bet id is ticketId-index.' },
        {
          name: 'quoteId',
          type: ['null', 'string'],
          doc: 'The quote that was used.',
          default: null,
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'bet-kind' },
          doc: 'How its positions combine.',
        },
        {
          name: 'sizes',
          type: { type: 'array', items: 'int' },
          doc: 'The fold sizes of a system; empty otherwise.',
        },
        {
          name: 'positions',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'BetPosition',
              doc: 'One place of the combination scheme; several selections are alternatives (ways).',
              fields: [
                {
                  name: 'selections',
                  type: { type: 'array', items: 'int' },
                  doc: "Indices of the ticket's selections; of the bet's legs once accepted.",
                },
                { name: 'banker', type: 'boolean', doc: 'True: in every line.' },
              ],
            },
          },
          doc: 'Over the legs below; empty: each leg is a position.',
        },
        { name: 'eachWay', type: 'boolean', doc: 'True: a win part and a place part.' },
        { name: 'lines', type: 'int', doc: 'How many lines, each-way counted twice.' },
        {
          name: 'unitStake',
          type: [
            'null',
            {
              type: 'record',
              name: 'Frac',
              doc: 'An exact fraction in lowest terms.',
              fields: [
                { name: 'num', type: 'long', doc: 'Numerator.' },
                { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
              ],
            },
          ],
          doc: 'Per line; null: stake / lines.',
          default: null,
        },
        {
          name: 'stake',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'For the whole bet.',
        },
        { name: 'funding', type: { type: 'string', logicalType: 'funding' }, doc: 'Whose money.' },
        { name: 'freeBetId', type: ['null', 'string'], doc: 'The token used.', default: null },
        {
          name: 'legs',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Leg',
              doc: 'One selection of an accepted bet. Null stands for the default named.',
              fields: [
                {
                  name: 'marketId',
                  type: { type: 'string', logicalType: 'market-id' },
                  doc: 'The market.',
                },
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'The outcome.',
                },
                {
                  name: 'requestedOdds',
                  type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                  doc: 'What the bettor saw; null: the odds used.',
                  default: null,
                },
                {
                  name: 'odds',
                  type: { type: 'int', logicalType: 'decimal-odds' },
                  doc: 'The odds used.',
                },
                {
                  name: 'fraction',
                  type: ['null', 'Frac'],
                  doc: 'The exact fractional price used.',
                  default: null,
                },
                {
                  name: 'oddsAt',
                  type: {
                    type: 'record',
                    name: 'FactPosition',
                    doc: 'Where a fact stands in odds.events.',
                    fields: [
                      { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                      { name: 'offset', type: 'long', doc: 'Of the record.' },
                    ],
                  },
                  doc: 'The fact that set the price used.',
                },
                { name: 'marketVersion', type: 'long', doc: 'At the decision.' },
                {
                  name: 'scoreVersion',
                  type: ['null', 'int'],
                  doc: 'At the decision; null: no score known.',
                  default: null,
                },
                {
                  name: 'scoreAtAcceptance',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Score',
                      doc: 'Goals, points or games of both sides.',
                      fields: [
                        { name: 'home', type: 'int', doc: 'Of the home side.' },
                        { name: 'away', type: 'int', doc: 'Of the away side.' },
                      ],
                    },
                  ],
                  doc: 'Where the market counts from acceptance.',
                  default: null,
                },
                {
                  name: 'placeTerms',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'PlaceTerms',
                      doc: 'What an each-way bet pays for a place.',
                      fields: [
                        { name: 'places', type: 'int', doc: 'How many ranks count as placed.' },
                        {
                          name: 'fraction',
                          type: 'Frac',
                          doc: 'Share of the odds that a place pays.',
                        },
                      ],
                    },
                  ],
                  doc: 'Of an each-way bet, copied at acceptance.',
                  default: null,
                },
                {
                  name: 'reductionMethod',
                  type: ['null', { type: 'string', logicalType: 'reduction-method' }],
                  doc: 'How withdrawals reduce the odds; null: NONE.',
                  default: null,
                },
                { name: 'antePost', type: 'boolean', doc: 'True: a non-runner loses.' },
                {
                  name: 'ruleSetId',
                  type: ['null', 'string'],
                  doc: 'Null: the default rule set.',
                  default: null,
                },
              ],
            },
          },
          doc: "In the order of the ticket's selections.",
        },
        {
          name: 'potentialReturn',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'If every leg wins, capped.',
        },
        {
          name: 'maxPayout',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'Ceiling on the return; null: none.',
          default: null,
        },
        {
          name: 'rounding',
          type: {
            type: 'enum',
            name: 'Rounding',
            doc: "How the one rounding of a bet's return goes.",
            symbols: ['HALF_UP', 'DOWN'],
          },
          doc: 'Of the return.',
        },
        {
          name: 'acceptedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'decidedAtMs of its batch.',
        },
        { name: 'policyVersion', type: 'int', doc: 'Of the limit policy.' },
        {
          name: 'factorBps',
          type: ['null', 'int'],
          doc: 'Bettor factor; null: 10 000.',
          default: null,
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
        {
          name: 'bonusTerms',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'AccumulatorBonus',
              doc: 'An extra payout line of accumulators: per cent of the winnings, by number of winning legs.',
              fields: [
                { name: 'promotionId', type: 'string', doc: 'Whose terms these are.' },
                {
                  name: 'legsMin',
                  type: 'int',
                  doc: 'Winning legs from which it pays; of several entries the largest that is reached counts.',
                },
                {
                  name: 'legOddsMin',
                  type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                  doc: 'A leg below these odds does not count.',
                  default: null,
                },
                { name: 'bonusBps', type: 'int', doc: 'Of the winnings, in ten-thousandths.' },
              ],
            },
          },
          doc: 'The bonus lines promised.',
          default: [],
        },
      ],
    },
    BetCashedOut: {
      type: 'record',
      name: 'BetCashedOut',
      namespace: 'stakelog.bet.events',
      doc: 'A share of a bet is settled early.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        { name: 'quoteId', type: 'string', doc: 'The quote.' },
        { name: 'bet', type: 'int', doc: 'Index in the ticket.' },
        { name: 'toShareBps', type: 'int', doc: 'Cumulative share.' },
        { name: 'previousShareBps', type: 'int', doc: 'Before.' },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'Paid.' },
        {
          name: 'stakeClosed',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'The stake that left open.',
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    BetHeld: {
      type: 'record',
      name: 'BetHeld',
      namespace: 'stakelog.bet.events',
      doc: 'The ticket passed every check and waits for its in-play delay; the stake is reserved.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'deadlineMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Decided in the first batch at or after this.',
        },
        {
          name: 'delay',
          type: {
            type: 'record',
            name: 'HoldDelay',
            doc: 'Why a bet waits.',
            fields: [
              { name: 'marketMs', type: 'int', doc: 'The largest bet delay of its markets.' },
              { name: 'accountMs', type: 'int', doc: 'What the account adds.' },
              { name: 'appliedMs', type: 'int', doc: 'What is waited.' },
            ],
          },
          doc: 'Why it waits.',
        },
        {
          name: 'legs',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'HeldLeg',
              doc: 'What a held leg was seen at.',
              fields: [
                { name: 'marketVersion', type: 'long', doc: 'At the hold.' },
                {
                  name: 'scoreVersion',
                  type: ['null', 'int'],
                  doc: 'At the hold, where the fixture has scores.',
                  default: null,
                },
              ],
            },
          },
          doc: 'One per selection of the ticket.',
        },
        {
          name: 'command',
          type: { type: 'bytes', logicalType: 'bet-command' },
          doc: 'The ticket itself, decided again at the deadline.',
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    BetQuoted: {
      type: 'record',
      name: 'BetQuoted',
      namespace: 'stakelog.bet.events',
      doc: 'Odds, stake and liability are held until a deadline.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'quoteId', type: 'string', doc: 'Names the quote.' },
        {
          name: 'bets',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'QuotedBet',
              doc: 'What a bet was quoted at.',
              fields: [
                {
                  name: 'odds',
                  type: { type: 'array', items: { type: 'int', logicalType: 'decimal-odds' } },
                  doc: 'By leg.',
                },
                {
                  name: 'stake',
                  type: { type: 'long', logicalType: 'minor-units' },
                  doc: 'For the whole bet.',
                },
                {
                  name: 'liability',
                  type: { type: 'array', items: { type: 'long', logicalType: 'minor-units' } },
                  doc: 'Reserved, by leg.',
                },
              ],
            },
          },
          doc: 'One per bet of the ticket.',
        },
        {
          name: 'legs',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'QuotedLeg',
              doc: 'What a quoted leg was seen at.',
              fields: [
                {
                  name: 'at',
                  type: {
                    type: 'record',
                    name: 'FactPosition',
                    doc: 'Where a fact stands in odds.events.',
                    fields: [
                      { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                      { name: 'offset', type: 'long', doc: 'Of the record.' },
                    ],
                  },
                  doc: 'The fact that set the price.',
                },
                { name: 'marketVersion', type: 'long', doc: 'At the quote.' },
                {
                  name: 'scoreVersion',
                  type: ['null', 'int'],
                  doc: 'At the quote.',
                  default: null,
                },
                {
                  name: 'probPpb',
                  type: ['null', 'int'],
                  doc: 'The probability used, in parts per billion (cash-out).',
                  default: null,
                },
                {
                  name: 'fraction',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Frac',
                      doc: 'An exact fraction in lowest terms.',
                      fields: [
                        { name: 'num', type: 'long', doc: 'Numerator.' },
                        { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                      ],
                    },
                  ],
                  doc: 'The exact fractional price seen.',
                  default: null,
                },
              ],
            },
          },
          doc: 'One per selection.',
        },
        { name: 'ticketHash', type: 'string', doc: 'What PlaceBets must match.' },
        {
          name: 'quoteExpiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Void in the first batch at or after this.',
        },
        { name: 'policyVersion', type: 'int', doc: 'Of the limit policy.' },
        {
          name: 'command',
          type: ['null', { type: 'bytes', logicalType: 'bet-command' }],
          doc: 'The ticket that was quoted.',
          default: null,
        },
      ],
    },
    BetRejected: {
      type: 'record',
      name: 'BetRejected',
      namespace: 'stakelog.bet.events',
      doc: 'The ticket is refused whole; the wallet is as before it.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'reasons',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'RejectReason',
              doc: 'Why a ticket was refused.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'reject-code' },
                  doc: 'From the ordered table of acceptance.',
                },
                {
                  name: 'level',
                  type: { type: 'string', logicalType: 'reject-level' },
                  doc: 'What it concerns.',
                },
                {
                  name: 'bet',
                  type: ['null', 'int'],
                  doc: 'Which bet of the ticket.',
                  default: null,
                },
                {
                  name: 'leg',
                  type: ['null', 'int'],
                  doc: 'Which selection of the ticket.',
                  default: null,
                },
                {
                  name: 'detail',
                  type: ['null', 'string'],
                  doc: 'The number or name that would help: current odds, largest stake, computed lines.',
                  default: null,
                },
              ],
            },
          },
          doc: 'All failures of the first failing row.',
        },
        {
          name: 'alternative',
          type: [
            'null',
            {
              type: 'record',
              name: 'Alternative',
              doc: 'What would be accepted on the same facts; not a reservation.',
              fields: [
                {
                  name: 'stakes',
                  type: { type: 'array', items: { type: 'long', logicalType: 'minor-units' } },
                  doc: 'One per bet; empty: the stakes are no obstacle.',
                },
                {
                  name: 'odds',
                  type: { type: 'array', items: { type: 'int', logicalType: 'decimal-odds' } },
                  doc: 'One per selection; empty: the odds are no obstacle.',
                },
              ],
            },
          ],
          doc: 'What would be accepted.',
          default: null,
        },
        { name: 'policyVersion', type: 'int', doc: 'Of the limit policy; 0: none was known.' },
        {
          name: 'facts',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'FactPosition',
              doc: 'Where a fact stands in odds.events.',
              fields: [
                { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                { name: 'offset', type: 'long', doc: 'Of the record.' },
              ],
            },
          },
          doc: 'The facts used, one per selection with a known price.',
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    BetReopened: {
      type: 'record',
      name: 'BetReopened',
      namespace: 'stakelog.bet.events',
      doc: 'A settled bet is undecided again.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        { name: 'bet', type: 'int', doc: 'Index in the ticket.' },
        { name: 'version', type: 'int', doc: 'Of the settlement undone.' },
        {
          name: 'previousPayout',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'What it had returned.',
        },
        {
          name: 'delta',
          type: { type: 'long', logicalType: 'minor-delta' },
          doc: '-previousPayout.',
        },
        {
          name: 'cause',
          type: [
            'null',
            {
              type: 'record',
              name: 'FactPosition',
              doc: 'Where a fact stands in odds.events.',
              fields: [
                { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                { name: 'offset', type: 'long', doc: 'Of the record.' },
              ],
            },
          ],
          doc: 'The fact that undid it; null: a lifted override.',
          default: null,
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    BetSettled: {
      type: 'record',
      name: 'BetSettled',
      namespace: 'stakelog.bet.events',
      doc: 'A bet is settled, or settled again; the ledger gets the difference.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        { name: 'bet', type: 'int', doc: 'Index in the ticket.' },
        { name: 'version', type: 'int', doc: '1, 2, 3 … per bet.' },
        {
          name: 'legs',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'SettledLeg',
              doc: 'How a leg was settled.',
              fields: [
                {
                  name: 'win',
                  type: {
                    type: 'record',
                    name: 'Frac',
                    doc: 'An exact fraction in lowest terms.',
                    fields: [
                      { name: 'num', type: 'long', doc: 'Numerator.' },
                      { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                    ],
                  },
                  doc: 'Share of the stake that wins.',
                },
                { name: 'void', type: 'Frac', doc: 'Share of the stake that is refunded.' },
                {
                  name: 'effectiveOdds',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'ExactFrac',
                      doc: 'An exact fraction whose terms may pass 2^53: decimal strings, in lowest terms.',
                      fields: [
                        { name: 'num', type: 'string', doc: 'Numerator, decimal digits.' },
                        {
                          name: 'den',
                          type: 'string',
                          doc: 'Denominator, decimal digits, above zero.',
                        },
                      ],
                    },
                  ],
                  doc: 'After reductions; null: the odds of the leg.',
                  default: null,
                },
                {
                  name: 'place',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Factors',
                      doc: 'What share of a stake wins and what share is refunded; together at most 1.',
                      fields: [
                        { name: 'win', type: 'Frac', doc: 'Share of the stake that wins.' },
                        { name: 'void', type: 'Frac', doc: 'Share of the stake that is refunded.' },
                      ],
                    },
                  ],
                  doc: 'The place part of an each-way bet.',
                  default: null,
                },
                {
                  name: 'cause',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'FactPosition',
                      doc: 'Where a fact stands in odds.events.',
                      fields: [
                        { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                        { name: 'offset', type: 'long', doc: 'Of the record.' },
                      ],
                    },
                  ],
                  doc: "The fact in force; null: an operator's override of the leg, or undecided.",
                  default: null,
                },
                { name: 'rule', type: 'string', doc: 'Id and version of the rule that applied.' },
              ],
            },
          },
          doc: "In the order of the bet's legs.",
        },
        {
          name: 'exactReturn',
          type: 'ExactFrac',
          doc: 'Before the cap and the one rounding, in minor units.',
        },
        {
          name: 'bonus',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'The part of the payout that is a bonus line.',
        },
        {
          name: 'payout',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'What the bet returns in all.',
        },
        {
          name: 'previousPayout',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'What it had returned before.',
        },
        {
          name: 'delta',
          type: { type: 'long', logicalType: 'minor-delta' },
          doc: 'payout - previousPayout.',
        },
        {
          name: 'reason',
          type: { type: 'string', logicalType: 'settle-reason' },
          doc: 'What changed.',
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    BettorFactorChanged: {
      type: 'record',
      name: 'BettorFactorChanged',
      namespace: 'stakelog.bet.events',
      doc: "The account's limits or delay are scaled anew.",
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'factorBps', type: 'int', doc: 'Now.' },
        { name: 'previousFactorBps', type: 'int', doc: 'Before.' },
        { name: 'delayOffsetMs', type: 'int', doc: 'Now.' },
        { name: 'previousDelayOffsetMs', type: 'int', doc: 'Before.' },
        {
          name: 'effectiveAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'From when.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    BonusGranted: {
      type: 'record',
      name: 'BonusGranted',
      namespace: 'stakelog.bet.events',
      doc: 'Bonus money was given.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        {
          name: 'bonusExpiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When it lapses.',
        },
        { name: 'terms', type: 'string', doc: "The promotion's terms." },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    CashOutHeld: {
      type: 'record',
      name: 'CashOutHeld',
      namespace: 'stakelog.bet.events',
      doc: 'A cash-out waits for its in-play delay.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'quoteId', type: 'string', doc: 'The quote.' },
        {
          name: 'deadlineMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Decided in the first batch at or after this.',
        },
      ],
    },
    CashOutQuoted: {
      type: 'record',
      name: 'CashOutQuoted',
      namespace: 'stakelog.bet.events',
      doc: 'What settling early would pay, until a deadline.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        { name: 'quoteId', type: 'string', doc: 'Names the quote.' },
        { name: 'bet', type: 'int', doc: 'Index in the ticket.' },
        { name: 'toShareBps', type: 'int', doc: 'Cumulative share.' },
        {
          name: 'amount',
          type: { type: 'long', logicalType: 'minor-units' },
          doc: 'Paid exactly, if taken in time.',
        },
        {
          name: 'quoteExpiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Void at or after this.',
        },
        {
          name: 'legs',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'QuotedLeg',
              doc: 'What a quoted leg was seen at.',
              fields: [
                {
                  name: 'at',
                  type: {
                    type: 'record',
                    name: 'FactPosition',
                    doc: 'Where a fact stands in odds.events.',
                    fields: [
                      { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                      { name: 'offset', type: 'long', doc: 'Of the record.' },
                    ],
                  },
                  doc: 'The fact that set the price.',
                },
                { name: 'marketVersion', type: 'long', doc: 'At the quote.' },
                {
                  name: 'scoreVersion',
                  type: ['null', 'int'],
                  doc: 'At the quote.',
                  default: null,
                },
                {
                  name: 'probPpb',
                  type: ['null', 'int'],
                  doc: 'The probability used, in parts per billion (cash-out).',
                  default: null,
                },
                {
                  name: 'fraction',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Frac',
                      doc: 'An exact fraction in lowest terms.',
                      fields: [
                        { name: 'num', type: 'long', doc: 'Numerator.' },
                        { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                      ],
                    },
                  ],
                  doc: 'The exact fractional price seen.',
                  default: null,
                },
              ],
            },
          },
          doc: 'What it was computed from.',
        },
        { name: 'marginBps', type: 'int', doc: 'Kept by the house.' },
        { name: 'policyVersion', type: 'int', doc: 'Of the limit policy.' },
      ],
    },
    CashOutRejected: {
      type: 'record',
      name: 'CashOutRejected',
      namespace: 'stakelog.bet.events',
      doc: 'A cash-out or its quote is refused.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'betId', type: ['null', 'string'], doc: 'The bet, where known.', default: null },
        {
          name: 'quoteId',
          type: ['null', 'string'],
          doc: 'The quote, where known.',
          default: null,
        },
        {
          name: 'code',
          type: { type: 'string', logicalType: 'cash-out-code' },
          doc: 'The first that applies.',
        },
      ],
    },
    CommandRejected: {
      type: 'record',
      name: 'CommandRejected',
      namespace: 'stakelog.bet.events',
      doc: 'A command that is neither a bet nor a cash-out is refused.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'code',
          type: { type: 'string', logicalType: 'command-code' },
          doc: 'The first that applies.',
        },
        { name: 'detail', type: ['null', 'string'], doc: 'What would help.', default: null },
      ],
    },
    CommandRepeated: {
      type: 'record',
      name: 'CommandRepeated',
      namespace: 'stakelog.bet.events',
      doc: 'A key came again with the same body: the first answer stands.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        { name: 'idempotencyKey', type: 'string', doc: 'The key.' },
        { name: 'held', type: 'boolean', doc: 'True: the ticket still waits for its deadline.' },
        {
          name: 'answeredAtMs',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'decidedAtMs of the original answer.',
          default: null,
        },
        {
          name: 'answerOffset',
          type: ['null', 'long'],
          doc: 'Where the original answer ends in this partition.',
          default: null,
        },
        {
          name: 'answers',
          type: { type: 'array', items: { type: 'bytes', logicalType: 'bet-event' } },
          doc: 'The events of the original answer.',
        },
      ],
    },
    CommandUndecodable: {
      type: 'record',
      name: 'CommandUndecodable',
      namespace: 'stakelog.bet.events',
      doc: 'A record of bet.commands that no reader can decode; passed over.',
      fields: [
        { name: 'offset', type: 'long', doc: 'In bet.commands.' },
        {
          name: 'code',
          type: { type: 'string', logicalType: 'undecodable-code' },
          doc: 'What is wrong with it.',
        },
      ],
    },
    EpochOpened: {
      type: 'record',
      name: 'EpochOpened',
      namespace: 'stakelog.bet.events',
      doc: 'A writer takes the partition. Effective only if its epoch is greater than every effective one before.',
      fields: [
        { name: 'epoch', type: 'int', doc: 'Highest seen + 1.' },
        {
          name: 'writer',
          type: 'string',
          doc: 'Unique for each time a process takes the partition.',
        },
        { name: 'rules', type: 'int', doc: 'Version of the rules it decides with.' },
        { name: 'limitsHash', type: 'string', doc: 'Of the limits it decides with.' },
        {
          name: 'openedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The writer's clock; decides nothing.",
        },
      ],
    },
    FactUndecodable: {
      type: 'record',
      name: 'FactUndecodable',
      namespace: 'stakelog.bet.events',
      doc: 'A record of odds.events that no reader can decode; passed over.',
      fields: [
        { name: 'partition', type: 'int', doc: 'Of odds.events.' },
        { name: 'offset', type: 'long', doc: 'In odds.events.' },
        {
          name: 'code',
          type: { type: 'string', logicalType: 'undecodable-code' },
          doc: 'What is wrong with it.',
        },
      ],
    },
    FreeBetGranted: {
      type: 'record',
      name: 'FreeBetGranted',
      namespace: 'stakelog.bet.events',
      doc: 'A free-bet token was given.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'freeBetId', type: 'string', doc: 'The token.' },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        {
          name: 'tokenExpiresAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When it lapses.',
        },
        { name: 'stakeReturned', type: 'boolean', doc: 'True: the stake is part of the return.' },
        { name: 'terms', type: 'string', doc: "The promotion's terms." },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
      ],
    },
    FundsDeposited: {
      type: 'record',
      name: 'FundsDeposited',
      namespace: 'stakelog.bet.events',
      doc: 'Money came in.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'paymentRef', type: 'string', doc: "The payment provider's reference." },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    GamblingLimitSet: {
      type: 'record',
      name: 'GamblingLimitSet',
      namespace: 'stakelog.bet.events',
      doc: 'A limit that protects the bettor is in force.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'gambling-limit-kind' },
          doc: 'What it counts.',
        },
        {
          name: 'period',
          type: { type: 'string', logicalType: 'gambling-limit-period' },
          doc: 'Over which period.',
        },
        {
          name: 'amount',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'Minor units, or minutes for SESSION; null: removed.',
          default: null,
        },
        {
          name: 'previousAmount',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'Before.',
          default: null,
        },
        {
          name: 'effectiveAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'From when.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
      ],
    },
    InputsAdopted: {
      type: 'record',
      name: 'InputsAdopted',
      namespace: 'stakelog.bet.events',
      doc: 'Opens every batch: who writes, at what time, and which inputs are behind its decisions.',
      fields: [
        { name: 'epoch', type: 'int', doc: 'Whose turn it is.' },
        { name: 'writer', type: 'string', doc: 'As in EpochOpened.' },
        { name: 'batch', type: 'int', doc: '1, 2, 3 … within the epoch.' },
        { name: 'records', type: 'int', doc: 'How many records follow in this batch.' },
        {
          name: 'decidedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'The only clock that decisions read.',
        },
        { name: 'commandsNext', type: 'long', doc: 'Commands below this offset are decided.' },
        {
          name: 'commandsCrc',
          type: 'long',
          doc: 'CRC-32C of the value bytes of the command at commandsNext - 1; 0 where there is none.',
        },
        {
          name: 'oddsNext',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'AdoptedRange',
              doc: 'How far one partition of odds.events is adopted.',
              fields: [
                { name: 'partition', type: 'int', doc: 'Of odds.events.' },
                { name: 'next', type: 'long', doc: 'Facts below this offset are adopted.' },
                {
                  name: 'crc',
                  type: 'long',
                  doc: 'CRC-32C of the value bytes of the record at next - 1; 0 where next is 0.',
                },
              ],
            },
          },
          doc: 'Only the partitions that moved.',
        },
        {
          name: 'workOpen',
          type: 'int',
          doc: 'Bets that still wait for settlement work after this batch.',
        },
        {
          name: 'workTaken',
          type: 'int',
          doc: 'Bets taken off the settlement work before the commands, settled or found right; −1 in logs of rules version 1, which took up to 1,000 settlements.',
          default: -1,
        },
      ],
    },
    InputsRewound: {
      type: 'record',
      name: 'InputsRewound',
      namespace: 'stakelog.bet.events',
      doc: 'An operator accepted that an input topic went back.',
      fields: [
        { name: 'topic', type: 'string', doc: 'Which input.' },
        { name: 'partition', type: 'int', doc: 'Of that topic.' },
        { name: 'fromOffset', type: 'long', doc: 'Where it stood.' },
        { name: 'toOffset', type: 'long', doc: 'Where it goes on.' },
        { name: 'actor', type: 'string', doc: 'Who accepted it.' },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    LegOverridden: {
      type: 'record',
      name: 'LegOverridden',
      namespace: 'stakelog.bet.events',
      doc: 'An operator decided a leg by hand.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'ticketId',
          type: { type: 'string', logicalType: 'ticket-id' },
          doc: 'The ticket; also the id of the command that caused it.',
        },
        { name: 'bet', type: 'int', doc: 'Index in the ticket.' },
        { name: 'leg', type: 'int', doc: 'Index of the leg.' },
        {
          name: 'result',
          type: { type: 'string', logicalType: 'leg-override' },
          doc: 'What it is taken as.',
        },
        {
          name: 'previousResult',
          type: { type: 'string', logicalType: 'leg-override' },
          doc: 'Before.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    LimitIncreaseScheduled: {
      type: 'record',
      name: 'LimitIncreaseScheduled',
      namespace: 'stakelog.bet.events',
      doc: 'A raised limit waits for its cool-off and a confirmation.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        {
          name: 'kind',
          type: { type: 'string', logicalType: 'gambling-limit-kind' },
          doc: 'What it counts.',
        },
        {
          name: 'period',
          type: { type: 'string', logicalType: 'gambling-limit-period' },
          doc: 'Over which period.',
        },
        {
          name: 'amount',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'Minor units, or minutes for SESSION; null: removed.',
          default: null,
        },
        {
          name: 'previousAmount',
          type: ['null', { type: 'long', logicalType: 'minor-units' }],
          doc: 'Before.',
          default: null,
        },
        {
          name: 'effectiveAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Earliest confirmation.',
        },
        {
          name: 'confirmByMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Lapses after this.',
        },
        {
          name: 'actor',
          type: {
            type: 'record',
            name: 'Actor',
            doc: 'Who asked.',
            fields: [
              {
                name: 'kind',
                type: { type: 'string', logicalType: 'actor-kind' },
                doc: 'What kind of actor.',
              },
              {
                name: 'id',
                type: 'string',
                doc: 'The subject of the token, or the name of the job.',
              },
            ],
          },
          doc: 'Who.',
        },
      ],
    },
    QuoteExpired: {
      type: 'record',
      name: 'QuoteExpired',
      namespace: 'stakelog.bet.events',
      doc: 'A quote lapsed; its liability is released.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'quoteId', type: 'string', doc: 'The quote.' },
      ],
    },
    SessionEnded: {
      type: 'record',
      name: 'SessionEnded',
      namespace: 'stakelog.bet.events',
      doc: 'A gambling session ended.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'sessionId', type: 'string', doc: 'Names it.' },
        {
          name: 'endedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Until when.',
        },
      ],
    },
    SessionStarted: {
      type: 'record',
      name: 'SessionStarted',
      namespace: 'stakelog.bet.events',
      doc: 'A gambling session began.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'sessionId', type: 'string', doc: 'Names it.' },
        {
          name: 'startedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'From when.',
        },
      ],
    },
    WithdrawalCompleted: {
      type: 'record',
      name: 'WithdrawalCompleted',
      namespace: 'stakelog.bet.events',
      doc: 'The money left.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'withdrawalId', type: 'string', doc: 'Names the withdrawal.' },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    WithdrawalFailed: {
      type: 'record',
      name: 'WithdrawalFailed',
      namespace: 'stakelog.bet.events',
      doc: 'The money did not leave and is back.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'withdrawalId', type: 'string', doc: 'Names the withdrawal.' },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
    WithdrawalRequested: {
      type: 'record',
      name: 'WithdrawalRequested',
      namespace: 'stakelog.bet.events',
      doc: 'Money is set aside to be paid out.',
      fields: [
        {
          name: 'accountId',
          type: { type: 'string', logicalType: 'account-id' },
          doc: 'Whose account, the key of the record.',
        },
        { name: 'commandId', type: 'string', doc: 'The cause.' },
        {
          name: 'bodyCheck',
          type: 'long',
          doc: "The first 52 bits of the command's bodyHash: another body under the key is refused.",
        },
        { name: 'amount', type: { type: 'long', logicalType: 'minor-units' }, doc: 'How much.' },
        { name: 'withdrawalId', type: 'string', doc: 'Names the withdrawal.' },
        {
          name: 'postings',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Posting',
              doc: 'One line of double entry. The postings of an event sum to zero; account id and currency are implied.',
              fields: [
                {
                  name: 'code',
                  type: { type: 'string', logicalType: 'ledger-code' },
                  doc: 'Which account of the ledger.',
                },
                {
                  name: 'amount',
                  type: { type: 'long', logicalType: 'minor-delta' },
                  doc: 'Positive when the holder of the account gains.',
                },
              ],
            },
          },
          doc: 'Sum to zero.',
        },
      ],
    },
  },
  'dead.letters': {
    DeadLetter: {
      type: 'record',
      name: 'DeadLetter',
      namespace: 'stakelog.dead.letters',
      doc: 'A record or line that no reader could take, with its original bytes.',
      fields: [
        {
          name: 'source',
          type: 'string',
          doc: 'Its coordinate: topic/partition/offset, or feed/run/line.',
        },
        {
          name: 'code',
          type: { type: 'string', logicalType: 'dead-letter-code' },
          doc: 'What is wrong with it.',
        },
        { name: 'detail', type: 'string', doc: 'In words.' },
        { name: 'reportedBy', type: 'string', doc: 'Which app.' },
        {
          name: 'reportedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When.',
        },
        {
          name: 'originalKey',
          type: ['null', 'bytes'],
          doc: 'The key of the record.',
          default: null,
        },
        { name: 'original', type: 'bytes', doc: 'The original bytes, whole.' },
      ],
    },
    DeadLetterResolved: {
      type: 'record',
      name: 'DeadLetterResolved',
      namespace: 'stakelog.dead.letters',
      doc: 'What became of a dead letter.',
      fields: [
        { name: 'source', type: 'string', doc: 'Its coordinate.' },
        {
          name: 'action',
          type: { type: 'string', logicalType: 'dead-letter-action' },
          doc: 'Retried or discarded.',
        },
        { name: 'actor', type: 'string', doc: 'Who.' },
        { name: 'reason', type: 'string', doc: 'Why.' },
        {
          name: 'resolvedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When.',
        },
        {
          name: 'positions',
          type: { type: 'array', items: 'string' },
          doc: 'Where the retried records stand, as tokens; empty where it was discarded.',
          default: [],
        },
      ],
    },
  },
  'odds.events': {
    BetStopped: {
      type: 'record',
      name: 'BetStopped',
      namespace: 'stakelog.odds.events',
      doc: 'Open markets of the groups stop taking bets.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'fixtureId',
          type: { type: 'string', logicalType: 'fixture-id' },
          doc: 'The fixture, the key of the record.',
        },
        { name: 'groups', type: { type: 'array', items: 'string' }, doc: 'Group names, or `all`.' },
        {
          name: 'target',
          type: { type: 'string', logicalType: 'stop-target' },
          doc: 'The state they go to.',
        },
      ],
    },
    BetsCancellationRolledBack: {
      type: 'record',
      name: 'BetsCancellationRolledBack',
      namespace: 'stakelog.odds.events',
      doc: 'A void window never existed.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        {
          name: 'windowId',
          type: ['null', 'string'],
          doc: 'Null: every active window of the market.',
          default: null,
        },
        {
          name: 'actor',
          type: ['null', 'string'],
          doc: 'The operator, where one asked.',
          default: null,
        },
      ],
    },
    BetsCancelledInWindow: {
      type: 'record',
      name: 'BetsCancelledInWindow',
      namespace: 'stakelog.odds.events',
      doc: 'Bets accepted in a time range are void.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        { name: 'windowId', type: 'string', doc: 'Names the window.' },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        {
          name: 'fromMs',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'First moment inside; null: no lower bound.',
          default: null,
        },
        {
          name: 'toMs',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'First moment outside; null: no upper bound.',
          default: null,
        },
        { name: 'reason', type: 'string', doc: 'As the feed or the operator words it.' },
        {
          name: 'supersededBy',
          type: ['null', 'string'],
          doc: "The feed's reference to a corrected window.",
          default: null,
        },
        {
          name: 'actor',
          type: ['null', 'string'],
          doc: 'The operator, where one asked.',
          default: null,
        },
      ],
    },
    FixtureDefined: {
      type: 'record',
      name: 'FixtureDefined',
      namespace: 'stakelog.odds.events',
      doc: 'A fixture is known, or replaced.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'fixtureId',
          type: { type: 'string', logicalType: 'fixture-id' },
          doc: 'The fixture, the key of the record.',
        },
        { name: 'sport', type: 'string', doc: 'Betfair event type, UOF sport, or a word.' },
        { name: 'category', type: ['null', 'string'], doc: 'Country or tour.', default: null },
        { name: 'tournamentId', type: 'string', doc: 'The tournament.' },
        { name: 'name', type: 'string', doc: 'To show.' },
        {
          name: 'competitors',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Competitor',
              doc: 'Who takes part in a fixture.',
              fields: [
                { name: 'id', type: 'string', doc: 'Stable within the producer.' },
                { name: 'name', type: 'string', doc: 'To show.' },
                {
                  name: 'side',
                  type: {
                    type: 'enum',
                    name: 'Side',
                    doc: 'Where a competitor plays.',
                    symbols: ['HOME', 'AWAY', 'NONE'],
                  },
                  doc: 'Home, away, or neither.',
                },
              ],
            },
          },
          doc: 'Who takes part.',
        },
        {
          name: 'scheduledStartMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When it should begin.',
        },
      ],
    },
    FixtureStatusChanged: {
      type: 'record',
      name: 'FixtureStatusChanged',
      namespace: 'stakelog.odds.events',
      doc: 'The fixture moved on.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'fixtureId',
          type: { type: 'string', logicalType: 'fixture-id' },
          doc: 'The fixture, the key of the record.',
        },
        {
          name: 'status',
          type: { type: 'string', logicalType: 'fixture-status' },
          doc: 'Where it stands.',
        },
        {
          name: 'actualStartMs',
          type: ['null', { type: 'long', logicalType: 'timestamp-millis' }],
          doc: 'When it began.',
          default: null,
        },
      ],
    },
    LimitPolicyChanged: {
      type: 'record',
      name: 'LimitPolicyChanged',
      namespace: 'stakelog.odds.events',
      doc: 'The trading limits in force, replaced whole.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        { name: 'policyVersion', type: 'int', doc: 'Rises with every policy.' },
        {
          name: 'effectiveAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When raised shares begin to count.',
        },
        {
          name: 'levels',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'TradingLimit',
              doc: 'Limits at one level; the smallest over all levels binds. Null sets nothing here.',
              fields: [
                {
                  name: 'level',
                  type: { type: 'string', logicalType: 'limit-level' },
                  doc: 'How wide it applies.',
                },
                {
                  name: 'id',
                  type: ['null', 'string'],
                  doc: 'The sport, market type or market; null for GLOBAL.',
                  default: null,
                },
                {
                  name: 'stakeMin',
                  type: ['null', { type: 'long', logicalType: 'minor-units' }],
                  doc: 'Smallest stake of a bet.',
                  default: null,
                },
                {
                  name: 'stakeMax',
                  type: ['null', { type: 'long', logicalType: 'minor-units' }],
                  doc: 'Largest stake of a bet, before the bettor factor.',
                  default: null,
                },
                {
                  name: 'liabilityMax',
                  type: ['null', { type: 'long', logicalType: 'minor-units' }],
                  doc: 'Largest return minus stake of a bet, before the bettor factor.',
                  default: null,
                },
                {
                  name: 'payoutMax',
                  type: ['null', { type: 'long', logicalType: 'minor-units' }],
                  doc: 'Ceiling on the return of a bet.',
                  default: null,
                },
                {
                  name: 'marketLiabilityMax',
                  type: ['null', { type: 'long', logicalType: 'minor-units' }],
                  doc: 'Largest worst case of one market, over all partitions.',
                  default: null,
                },
              ],
            },
          },
          doc: 'Limits by level.',
        },
        {
          name: 'quotas',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'MarketQuota',
              doc: "Explicit shares of a market's liability limit, one per partition; their sum is at most the limit.",
              fields: [
                {
                  name: 'marketId',
                  type: { type: 'string', logicalType: 'market-id' },
                  doc: 'The market.',
                },
                {
                  name: 'shares',
                  type: { type: 'array', items: 'long' },
                  doc: 'In minor units of the base currency, by partition.',
                },
              ],
            },
          },
          doc: 'Explicit shares; others are split evenly.',
        },
        {
          name: 'cashOutMarginBps',
          type: 'int',
          doc: 'Kept of a cash-out value, in ten-thousandths.',
        },
        { name: 'quoteTtlMs', type: 'int', doc: 'How long a quote lives, beside the bet delay.' },
        { name: 'heartbeatAgeMsMax', type: 'int', doc: 'Older than this, a producer is down.' },
        { name: 'factsAgeMsMax', type: 'int', doc: 'Older than this, adopted facts refuse bets.' },
        { name: 'baseCurrency', type: 'string', doc: 'ISO 4217; market limits count in it.' },
        {
          name: 'rates',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'CurrencyRate',
              doc: 'What one unit of the base currency costs.',
              fields: [
                { name: 'currency', type: 'string', doc: 'ISO 4217.' },
                {
                  name: 'rate',
                  type: {
                    type: 'record',
                    name: 'Frac',
                    doc: 'An exact fraction in lowest terms.',
                    fields: [
                      { name: 'num', type: 'long', doc: 'Numerator.' },
                      { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                    ],
                  },
                  doc: 'Minor units of this currency per minor unit of the base currency.',
                },
              ],
            },
          },
          doc: 'To the base currency.',
        },
        {
          name: 'actor',
          type: ['null', 'string'],
          doc: 'The operator, where one asked.',
          default: null,
        },
        {
          name: 'accumulatorBonuses',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'AccumulatorBonus',
              doc: 'An extra payout line of accumulators: per cent of the winnings, by number of winning legs.',
              fields: [
                { name: 'promotionId', type: 'string', doc: 'Whose terms these are.' },
                {
                  name: 'legsMin',
                  type: 'int',
                  doc: 'Winning legs from which it pays; of several entries the largest that is reached counts.',
                },
                {
                  name: 'legOddsMin',
                  type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                  doc: 'A leg below these odds does not count.',
                  default: null,
                },
                { name: 'bonusBps', type: 'int', doc: 'Of the winnings, in ten-thousandths.' },
              ],
            },
          },
          doc: 'Bonus lines of multiples accepted under this policy.',
          default: [],
        },
      ],
    },
    MarketDefined: {
      type: 'record',
      name: 'MarketDefined',
      namespace: 'stakelog.odds.events',
      doc: 'A market is known, or its definition replaced.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        {
          name: 'fixtureId',
          type: { type: 'string', logicalType: 'fixture-id' },
          doc: 'The fixture, the key of the record.',
        },
        { name: 'marketType', type: 'string', doc: 'The template.' },
        {
          name: 'specifiers',
          type: { type: 'map', values: 'string' },
          doc: 'What parameterises it, keys sorted; part of the identity.',
        },
        { name: 'name', type: 'string', doc: 'To show.' },
        { name: 'groups', type: { type: 'array', items: 'string' }, doc: 'Bet stops name these.' },
        { name: 'numberOfWinners', type: 'int', doc: 'How many outcomes win.' },
        {
          name: 'placeTerms',
          type: [
            'null',
            {
              type: 'record',
              name: 'PlaceTerms',
              doc: 'What an each-way bet pays for a place.',
              fields: [
                { name: 'places', type: 'int', doc: 'How many ranks count as placed.' },
                {
                  name: 'fraction',
                  type: {
                    type: 'record',
                    name: 'Frac',
                    doc: 'An exact fraction in lowest terms.',
                    fields: [
                      { name: 'num', type: 'long', doc: 'Numerator.' },
                      { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                    ],
                  },
                  doc: 'Share of the odds that a place pays.',
                },
              ],
            },
          ],
          doc: 'Null: no each-way.',
          default: null,
        },
        {
          name: 'settlement',
          type: { type: 'string', logicalType: 'settlement-kind' },
          doc: 'How factors come about.',
        },
        {
          name: 'scoreBasis',
          type: { type: 'string', logicalType: 'score-basis' },
          doc: 'Whether goals before acceptance count.',
        },
        {
          name: 'reductionMethod',
          type: { type: 'string', logicalType: 'reduction-method' },
          doc: 'How withdrawals reduce odds.',
        },
        { name: 'antePost', type: 'boolean', doc: 'True: a non-runner loses.' },
        { name: 'singlesOnly', type: 'boolean', doc: 'True: not in multiples.' },
        { name: 'ruleSetId', type: 'string', doc: 'Rules in force.' },
        {
          name: 'outcomes',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'OutcomeDefinition',
              doc: 'A possible answer to a market.',
              fields: [
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'Unique in the market.',
                },
                { name: 'name', type: 'string', doc: 'To show.' },
                {
                  name: 'competitorId',
                  type: ['null', 'string'],
                  doc: 'The competitor it stands for.',
                  default: null,
                },
                {
                  name: 'line4',
                  type: ['null', 'int'],
                  doc: 'The line in quarters: -0.75 is -3.',
                  default: null,
                },
                { name: 'sortPriority', type: 'int', doc: 'Display order, ascending.' },
              ],
            },
          },
          doc: 'The possible answers.',
        },
      ],
    },
    MarketOverridden: {
      type: 'record',
      name: 'MarketOverridden',
      namespace: 'stakelog.odds.events',
      doc: "An operator's word above the feed's.",
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        {
          name: 'override',
          type: { type: 'string', logicalType: 'override-state' },
          doc: 'What stands above the feed.',
        },
        { name: 'actor', type: 'string', doc: 'The operator.' },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    MarketResulted: {
      type: 'record',
      name: 'MarketResulted',
      namespace: 'stakelog.odds.events',
      doc: 'Outcomes of a market are decided.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        { name: 'resultVersion', type: 'int', doc: '1, 2, 3 … per market.' },
        { name: 'certainty', type: 'int', doc: '1 provisional, 2 confirmed.' },
        {
          name: 'outcomes',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'OutcomeResult',
              doc: 'How one outcome ended.',
              fields: [
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'Of the market.',
                },
                {
                  name: 'win',
                  type: {
                    type: 'record',
                    name: 'Frac',
                    doc: 'An exact fraction in lowest terms.',
                    fields: [
                      { name: 'num', type: 'long', doc: 'Numerator.' },
                      { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                    ],
                  },
                  doc: 'Share of the stake that wins.',
                },
                { name: 'void', type: 'Frac', doc: 'Share of the stake that is refunded.' },
                {
                  name: 'place',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Factors',
                      doc: 'What share of a stake wins and what share is refunded; together at most 1.',
                      fields: [
                        { name: 'win', type: 'Frac', doc: 'Share of the stake that wins.' },
                        { name: 'void', type: 'Frac', doc: 'Share of the stake that is refunded.' },
                      ],
                    },
                  ],
                  doc: 'The same for the place part of an each-way bet.',
                  default: null,
                },
                {
                  name: 'position',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'FinishingPosition',
                      doc: 'A rank in the result, and how many share it.',
                      fields: [
                        { name: 'rank', type: 'int', doc: '1 is first.' },
                        {
                          name: 'tied',
                          type: 'int',
                          doc: 'How many finished on this rank, 1 or more.',
                        },
                      ],
                    },
                  ],
                  doc: 'Where given, the win and place factors are computed from it.',
                  default: null,
                },
                {
                  name: 'undecided',
                  type: 'boolean',
                  doc: 'True: nothing is known yet, the factors are ignored.',
                },
              ],
            },
          },
          doc: 'Those decided; the others stay undecided.',
        },
        {
          name: 'score',
          type: [
            'null',
            {
              type: 'record',
              name: 'Score',
              doc: 'Goals, points or games of both sides.',
              fields: [
                { name: 'home', type: 'int', doc: 'Of the home side.' },
                { name: 'away', type: 'int', doc: 'Of the away side.' },
              ],
            },
          ],
          doc: 'Where the market is settled from it.',
          default: null,
        },
        {
          name: 'reason',
          type: ['null', 'string'],
          doc: 'As the feed or the operator words it.',
          default: null,
        },
        {
          name: 'actor',
          type: ['null', 'string'],
          doc: 'The operator, where one set it.',
          default: null,
        },
      ],
    },
    MarketSnapshot: {
      type: 'record',
      name: 'MarketSnapshot',
      namespace: 'stakelog.odds.events',
      doc: 'The whole state of a market; replaces all that was known of it.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        { name: 'marketVersion', type: 'long', doc: 'Rises with every change but prices.' },
        {
          name: 'tradingState',
          type: { type: 'string', logicalType: 'trading-state' },
          doc: 'Whether it trades.',
        },
        { name: 'inPlay', type: 'boolean', doc: 'True: the contest is on.' },
        { name: 'betDelayMs', type: 'int', doc: 'How long a bet waits in play.' },
        {
          name: 'cashOut',
          type: { type: 'string', logicalType: 'cash-out-state' },
          doc: 'Whether cash-out is offered.',
        },
        {
          name: 'outcomes',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'OutcomeSnapshot',
              doc: 'Everything that changes of an outcome.',
              fields: [
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'Of the market.',
                },
                {
                  name: 'state',
                  type: { type: 'string', logicalType: 'outcome-state' },
                  doc: 'Whether it can be bet on.',
                },
                {
                  name: 'odds',
                  type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                  doc: 'Null: no price.',
                  default: null,
                },
                {
                  name: 'fraction',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Frac',
                      doc: 'An exact fraction in lowest terms.',
                      fields: [
                        { name: 'num', type: 'long', doc: 'Numerator.' },
                        { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                      ],
                    },
                  ],
                  doc: 'The exact fractional price (winnings per stake) where quoted as one.',
                  default: null,
                },
                {
                  name: 'probPpb',
                  type: ['null', 'int'],
                  doc: 'Probability of winning, in parts per billion.',
                  default: null,
                },
              ],
            },
          },
          doc: 'Every outcome.',
        },
      ],
    },
    MarketStatusChanged: {
      type: 'record',
      name: 'MarketStatusChanged',
      namespace: 'stakelog.odds.events',
      doc: 'The trading state, in-play flag or bet delay of a market changed.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        { name: 'marketVersion', type: 'long', doc: 'Rises with every change but prices.' },
        {
          name: 'tradingState',
          type: { type: 'string', logicalType: 'trading-state' },
          doc: 'Whether it trades.',
        },
        { name: 'inPlay', type: 'boolean', doc: 'True: the contest is on.' },
        { name: 'betDelayMs', type: 'int', doc: 'How long a bet waits in play.' },
        { name: 'reason', type: ['null', 'string'], doc: 'As the feed words it.', default: null },
      ],
    },
    OddsChanged: {
      type: 'record',
      name: 'OddsChanged',
      namespace: 'stakelog.odds.events',
      doc: 'New prices of the outcomes named; the others keep theirs.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        { name: 'marketVersion', type: 'long', doc: 'Rises with every change but prices.' },
        {
          name: 'outcomes',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'OutcomePrice',
              doc: 'A new price of an outcome; odds null withdraws it.',
              fields: [
                {
                  name: 'outcomeId',
                  type: { type: 'string', logicalType: 'outcome-id' },
                  doc: 'Of the market.',
                },
                {
                  name: 'odds',
                  type: ['null', { type: 'int', logicalType: 'decimal-odds' }],
                  doc: 'Null: the price is withdrawn.',
                  default: null,
                },
                {
                  name: 'fraction',
                  type: [
                    'null',
                    {
                      type: 'record',
                      name: 'Frac',
                      doc: 'An exact fraction in lowest terms.',
                      fields: [
                        { name: 'num', type: 'long', doc: 'Numerator.' },
                        { name: 'den', type: 'long', doc: 'Denominator, above zero.' },
                      ],
                    },
                  ],
                  doc: 'The exact fractional price (winnings per stake) where quoted as one.',
                  default: null,
                },
                {
                  name: 'probPpb',
                  type: ['null', 'int'],
                  doc: 'Probability of winning, in parts per billion.',
                  default: null,
                },
              ],
            },
          },
          doc: 'What changed.',
        },
      ],
    },
    ProducerDown: {
      type: 'record',
      name: 'ProducerDown',
      namespace: 'stakelog.odds.events',
      doc: 'The producer is down. Written to every partition.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        { name: 'reason', type: 'string', doc: 'Why.' },
      ],
    },
    ProducerHeartbeat: {
      type: 'record',
      name: 'ProducerHeartbeat',
      namespace: 'stakelog.odds.events',
      doc: 'The producer is alive. Written to every partition.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        { name: 'subscribed', type: 'boolean', doc: 'False: it lost us, and recovery is needed.' },
      ],
    },
    ProducerSessionOpened: {
      type: 'record',
      name: 'ProducerSessionOpened',
      namespace: 'stakelog.odds.events',
      doc: 'A process begins to write for a producer. Written to every partition.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
      ],
    },
    RecoveryCompleted: {
      type: 'record',
      name: 'RecoveryCompleted',
      namespace: 'stakelog.odds.events',
      doc: 'Everything missed has been sent. Written to every partition.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        { name: 'requestId', type: 'string', doc: 'Names the recovery.' },
      ],
    },
    RecoveryStarted: {
      type: 'record',
      name: 'RecoveryStarted',
      namespace: 'stakelog.odds.events',
      doc: 'Missed facts are asked for. Written to every partition.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        { name: 'requestId', type: 'string', doc: 'Names the recovery.' },
      ],
    },
    ResultRolledBack: {
      type: 'record',
      name: 'ResultRolledBack',
      namespace: 'stakelog.odds.events',
      doc: 'A result is taken back.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        { name: 'resultVersion', type: 'int', doc: 'The one undone, and all below it.' },
        {
          name: 'reason',
          type: ['null', 'string'],
          doc: 'As the feed or the operator words it.',
          default: null,
        },
        {
          name: 'actor',
          type: ['null', 'string'],
          doc: 'The operator, where one asked.',
          default: null,
        },
      ],
    },
    RunnerReinstated: {
      type: 'record',
      name: 'RunnerReinstated',
      namespace: 'stakelog.odds.events',
      doc: 'A withdrawn runner takes part after all; its voids and reductions never were.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        {
          name: 'outcomeId',
          type: { type: 'string', logicalType: 'outcome-id' },
          doc: 'The runner.',
        },
        { name: 'marketVersion', type: 'long', doc: 'Rises with every change but prices.' },
      ],
    },
    RunnerWithdrawn: {
      type: 'record',
      name: 'RunnerWithdrawn',
      namespace: 'stakelog.odds.events',
      doc: 'A runner will not take part.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'marketId',
          type: { type: 'string', logicalType: 'market-id' },
          doc: 'The market.',
        },
        {
          name: 'outcomeId',
          type: { type: 'string', logicalType: 'outcome-id' },
          doc: 'The runner.',
        },
        { name: 'marketVersion', type: 'long', doc: 'Rises with every change but prices.' },
        {
          name: 'removedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'Bets accepted before this are reduced.',
        },
        {
          name: 'deductionPpm',
          type: 'int',
          doc: 'Deduction on the other runners, in parts per million.',
        },
      ],
    },
    ScoreChanged: {
      type: 'record',
      name: 'ScoreChanged',
      namespace: 'stakelog.odds.events',
      doc: 'The score changed.',
      fields: [
        { name: 'producerId', type: 'string', doc: 'Who says so; has its own liveness.' },
        {
          name: 'session',
          type: 'long',
          doc: "The writer's session; facts of lower sessions are dropped.",
        },
        {
          name: 'sourceId',
          type: 'string',
          doc: 'The same whenever the adapter meets this fact again: the dedupe key.',
        },
        {
          name: 'sourceAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: "The feed's clock.",
        },
        {
          name: 'receivedAtMs',
          type: { type: 'long', logicalType: 'timestamp-millis' },
          doc: 'When feed received it.',
        },
        {
          name: 'fixtureId',
          type: { type: 'string', logicalType: 'fixture-id' },
          doc: 'The fixture, the key of the record.',
        },
        { name: 'scoreVersion', type: 'int', doc: 'Rises with every change of the score.' },
        { name: 'home', type: 'int', doc: 'Of the home side.' },
        { name: 'away', type: 'int', doc: 'Of the away side.' },
        { name: 'period', type: 'string', doc: 'Which part of the contest.' },
        { name: 'final', type: 'boolean', doc: 'True: no more changes are expected.' },
      ],
    },
  },
};
