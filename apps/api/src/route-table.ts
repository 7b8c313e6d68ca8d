import { betsRoutes } from './bets/bets.routes';
import { documentationRoutes } from './documentation/documentation.routes';
import { operationalRoutes } from './documentation/operational-routes';
import type { Route } from './http/route';
import { marketsRoutes } from './markets/markets.routes';
import { operationsRoutes } from './operations/operations.routes';
import { walletRoutes } from './wallet/wallet.routes';

/** Every route of the api, in the order of the document. */
export const routeTable: readonly Route[] = [
  ...Object.values(betsRoutes),
  ...Object.values(walletRoutes),
  ...Object.values(marketsRoutes),
  ...Object.values(operationsRoutes),
  ...Object.values(operationalRoutes),
  ...Object.values(documentationRoutes),
];
