/** What became of a command's append. Appending it twice is harmless: the key decides (R10). */
export type CommandAppended =
  | { readonly status: 'appended'; readonly offset: number }
  | {
      readonly status: 'unknown';
      readonly cause: string;
      /** No byte of it left this process: it is certain that nothing was appended. */
      readonly nothingSent: boolean;
    };

/** The injection token of CommandLog. */
export const COMMAND_LOG = Symbol('command log');

/** The way into bet.commands. */
export type CommandLog = {
  append(partition: number, key: string, value: Buffer): Promise<CommandAppended>;
  /** The offset after the last record, asked of the broker now. */
  endOffset(partition: number): Promise<number>;
};
