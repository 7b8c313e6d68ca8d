import type { LookupFunction } from 'node:net';
import { lookup } from 'node:dns';
import { BlockList, isIPv6 } from 'node:net';
import { DeliveryError } from './delivery-error';

/** Networks that a webhook has no business in: this machine, this site, link-local services. */
const closed = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  closed.addSubnet(network, prefix, 'ipv6');

/** IPv4 addresses in IPv6 clothes are checked as what they are. */
export function isPublicAddress(address: string): boolean {
  return !closed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Resolves a name for the connection itself, so that nothing can be swapped between check and use. */
export const publicLookup: LookupFunction = (hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const inside = addresses?.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses ?? [];
    if (error !== null) found(error, '', 0);
    else if (inside !== undefined || first === undefined)
      found(new DeliveryError(`${hostname} is no public address`), '', 0);
    else if (options.all === true) found(null, addresses);
    else found(null, first.address, first.family);
  });
};
