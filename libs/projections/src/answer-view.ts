import type { AccountId, ModelKey, UtcMs } from '@stakelog/contracts';

/** What became of a command, as `GET /tickets/{id}` and `GET /requests/{id}` repeat it. A ticket's id is its command's. */
export type AnswerView = {
  readonly commandId: string;
  readonly accountId: AccountId;
  readonly state: 'final' | 'held';
  /** The bytes of the first answer. */
  readonly body: string;
  readonly decidedAtMs: UtcMs;
  /** Position of the answer's last record. */
  readonly asOf: string;
};

export const answerKey = (commandId: string): ModelKey<AnswerView> => `answer:${commandId}`;
