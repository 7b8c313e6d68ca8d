/** The row "environment" of the bad-input table: 78 with every problem at once, secrets masked, before any server. */
import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '@stakelog/runtime';
import { ApiConfig } from '../../apps/api/src/api.config';
import { DeciderConfig } from '../../apps/decider/src/decider.config';
import { FeedConfig } from '../../apps/feed/src/feed.config';
import { NotifierConfig } from '../../apps/notifier/src/notifier.config';
import { ProjectorConfig } from '../../apps/projector/src/projector.config';
import { RecorderConfig } from '../../apps/recorder/src/recorder.config';
import { StreamerConfig } from '../../apps/streamer/src/streamer.config';

const shapes = {
  api: ApiConfig,
  decider: DeciderConfig,
  feed: FeedConfig,
  notifier: NotifierConfig,
  projector: ProjectorConfig,
  recorder: RecorderConfig,
  streamer: StreamerConfig,
} as const;

function refusal(app: keyof typeof shapes, environment: NodeJS.ProcessEnv): ConfigError {
  try {
    readConfig(shapes[app], environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`${app} took it`);
}

describe.each(Object.keys(shapes) as (keyof typeof shapes)[])('%s', (app) => {
  it('names everything that is missing, at once', () => {
    const { exitCode, message } = refusal(app, {});
    expect(exitCode).toBe(78);
    const faults = shapes[app].safeParse({}).error?.issues ?? [];
    const required = faults.map(({ path: [name] }) => String(name));
    expect(required.length).toBeGreaterThan(1);
    for (const name of required) expect(message).toContain(`${name} not set`);
  });

  it('names what is out of range beside what is missing', () => {
    const { message } = refusal(app, { HTTP_PORT: '70000', LOG_LEVEL: 'loud' });
    expect(message).toContain('HTTP_PORT is 70000');
    expect(message).toContain('LOG_LEVEL is loud');
  });
});

it('shows no password of a URL that is wrong', () => {
  const { message } = refusal('projector', { REDIS_URL: 'http://user:hunter2@host' });
  expect(message).toContain('REDIS_URL');
  expect(message).not.toContain('hunter2');
});
