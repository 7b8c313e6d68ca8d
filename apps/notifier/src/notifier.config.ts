import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** The whole of what the environment may say to a notifier. */
export const NotifierConfig = z
  .object({
    ...settings.process,
    ...settings.http,
    ...settings.redis,
    ...settings.owner,
    SNAPSHOT_DIR: settings.files.SNAPSHOT_DIR,
    /** Where notices are posted, besides the inbox. Set by operators, never by bettors. */
    WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Holds the key that the posts are signed with. */
    WEBHOOK_SECRET_FILE: z.string().min(1).optional(),
    /** For development and tests: plain HTTP, and addresses that are not public. */
    WEBHOOK_PRIVATE: z.stringbool().default(false),
  })
  .refine(
    ({ WEBHOOK_URL, WEBHOOK_SECRET_FILE }) =>
      (WEBHOOK_URL === undefined) === (WEBHOOK_SECRET_FILE === undefined),
    { path: ['WEBHOOK_SECRET_FILE'], error: 'goes with WEBHOOK_URL' },
  )
  .refine(
    ({ WEBHOOK_URL, WEBHOOK_PRIVATE }) =>
      WEBHOOK_URL === undefined || WEBHOOK_PRIVATE || WEBHOOK_URL.startsWith('https:'),
    { path: ['WEBHOOK_URL'], error: 'must be https' },
  );

export type NotifierConfig = z.output<typeof NotifierConfig>;
