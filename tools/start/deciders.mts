import { mkdirSync } from 'node:fs';
import type { Place, Service } from '../servers/service.mts';
import { appService, isReady } from './apps.mts';
import type { StartFlags } from './flags.mts';
import { deciderListeners, portOf } from './ports.mts';
import type { Addresses } from './start-servers.mts';

/** They share the partitions by ordinal; a standby follows them all and takes what falls silent. */
export const deciderServices = (
  flags: StartFlags,
  place: Place,
  addresses: Addresses,
): readonly Service[] =>
  deciderListeners(flags).map((name, ordinal) => {
    const service = appService('decider', flags, place, addresses);
    const port = portOf(name, flags.port);
    const dataDir = `${place.dataDir}/${name}`;
    mkdirSync(dataDir, { recursive: true });
    const role: Record<string, string> =
      name === 'standby'
        ? { STANDBY: 'true' }
        : { ORDINAL: String(ordinal), INSTANCES: String(flags.deciders) };
    return {
      ...service,
      name,
      port,
      environment: { ...service.environment, ...role, DATA_DIR: dataDir, HTTP_PORT: String(port) },
      isReady: () => isReady(port),
    };
  });
