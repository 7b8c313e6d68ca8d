import { accountDeskRoutes } from './account-desk/account-desk.routes';
import { betsRoutes } from './bets/bets.routes';
import { cashOutRoutes } from './cash-out/cash-out.routes';
import { deadLettersRoutes } from './dead-letters/dead-letters.routes';
import { documentationRoutes } from './documentation/documentation.routes';
import { operationalRoutes } from './documentation/operational-routes';
import { gamblingRoutes } from './gambling/gambling.routes';
import type { Route } from './http/route';
import { marketsRoutes } from './markets/markets.routes';
import { operationsRoutes } from './operations/operations.routes';
import { riskRoutes } from './risk/risk.routes';
import { walletRoutes } from './wallet/wallet.routes';

/** Every route of the api, in the order of the document. */
export const routeTable: readonly Route[] = [
  ...Object.values(betsRoutes),
  ...Object.values(cashOutRoutes),
  ...Object.values(walletRoutes),
  ...Object.values(gamblingRoutes),
  ...Object.values(accountDeskRoutes),
  ...Object.values(marketsRoutes),
  ...Object.values(riskRoutes),
  ...Object.values(operationsRoutes),
  ...Object.values(deadLettersRoutes),
  ...Object.values(operationalRoutes),
  ...Object.values(documentationRoutes),
];
