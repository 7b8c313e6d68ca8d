import type { Ends } from '../walk/partition-walk';
import type { Answer, Asked, TaskName } from './tasks';

/** What a thread of the audit is started with: all of them read the log up to the same ends. */
export type WorkerStart = { readonly ends: Ends };

export type TaskMessage = {
  readonly id: number;
  readonly name: TaskName;
  readonly asked: Asked<TaskName>;
};

export type WorkerMessage =
  | { readonly id: number; readonly status: 'progress'; readonly offset: number }
  | { readonly id: number; readonly status: 'done'; readonly answer: Answer<TaskName> }
  /** The audit itself could not be done. */
  | {
      readonly id: number;
      readonly status: 'failed';
      readonly message: string;
      readonly exitCode: number;
    };
