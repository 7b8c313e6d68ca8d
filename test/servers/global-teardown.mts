import { stopSuiteServers } from './suite-servers.mts';

/** Ends what global-setup started, if it started anything. */
// oxlint-disable-next-line import/no-default-export -- jest asks for it
export default async function globalTeardown(): Promise<void> {
  await stopSuiteServers();
}
