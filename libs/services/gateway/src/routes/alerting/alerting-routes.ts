import type { Route } from '../../route.js';
import { acknowledgementRoutes } from './acknowledgement-routes.js';
import type { AlertingWorld } from './alerting-world.js';
import { policyImportRoute } from './policy-import.js';
import { policyRoutes } from './policy-routes.js';
import { silenceRoutes } from './silence-routes.js';

/** Whom alerts are told to, and whether they are told: written through commands, read from the compacted topics. */
export function alertingRoutes(world: AlertingWorld): Route[] {
  return [...policyRoutes(world), policyImportRoute(world), ...silenceRoutes(world), ...acknowledgementRoutes(world)];
}
