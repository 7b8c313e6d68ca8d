import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** The whole of what the environment may say to a projector. */
export const ProjectorConfig = z.object({
  ...settings.process,
  ...settings.http,
  ...settings.kafka,
  ...settings.redis,
  ...settings.owner,
  ...settings.files,
  SECRETS_DIR: settings.tokens.SECRETS_DIR,
});

export type ProjectorConfig = z.output<typeof ProjectorConfig>;
