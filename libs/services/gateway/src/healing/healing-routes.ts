import type { Route } from '../route.js';
import { dryRunRoutes } from './dry-run-routes.js';
import type { HealingRoutesWorld } from './healing-world.js';
import { playbookRoutes } from './playbook-routes.js';
import { requestRoutes } from './request-routes.js';
import { runRoutes } from './run-routes.js';
import { switchRoutes } from './switch-routes.js';
import { targetRoutes } from './target-routes.js';

/** What is done about alerts, what has been done, and what stops it. */
export const healingRoutes = (world: HealingRoutesWorld): Route[] => [
  ...playbookRoutes(world),
  ...dryRunRoutes(world),
  ...requestRoutes(world),
  ...runRoutes(world),
  ...switchRoutes(world),
  ...targetRoutes(world),
];
