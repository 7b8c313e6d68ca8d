import type {
  AuditEvent,
  BetCommand,
  BetEvent,
  DeadLetterRecord,
  OddsEvent,
  TopicName,
} from '@stakelog/contracts';

/** What each topic holds. */
export type MessageOf = {
  readonly 'odds.events': OddsEvent;
  readonly 'bet.commands': BetCommand;
  readonly 'bet.events': BetEvent;
  readonly 'dead.letters': DeadLetterRecord;
  readonly 'audit.events': AuditEvent;
};

/** Any message of the topic, or of any topic. */
export type Message<Topic extends TopicName = TopicName> = MessageOf[Topic];
