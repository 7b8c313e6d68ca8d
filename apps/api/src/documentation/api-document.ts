import { routeTable } from '../route-table';
import { openapi } from './openapi';

/** The OpenAPI document of this app. */
export const apiDocument = () => openapi(routeTable);
