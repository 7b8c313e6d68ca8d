import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** The whole of what the environment may say to a decider. */
export const DeciderConfig = z.object({
  ...settings.process,
  ...settings.http,
  ...settings.kafka,
  ...settings.owner,
  ...settings.files,
  SECRETS_DIR: settings.tokens.SECRETS_DIR,
  /** A standby follows every partition and takes those that fall silent. */
  STANDBY: z.stringbool().default(false),
  /** Go on by itself where an input topic went back (R6). In production an operator decides. */
  ACCEPT_REWIND: z.stringbool().default(false),
});

export type DeciderConfig = z.output<typeof DeciderConfig>;
