import type { BacktestRunner } from '../../backtest/backtest-runner.js';
import type { Route } from '../../route.js';
import { approvalRoutes } from './approval-routes.js';
import { ruleBulkRoutes } from './rule-bulk.js';
import { ruleListingRoutes } from './rule-listing.js';
import { ruleTransferRoutes } from './rule-transfer.js';
import type { RuleWorld } from './rule-world.js';
import { ruleWritingRoutes } from './rule-writing.js';
import { versionRoutes } from './version-routes.js';

/** Rules as people keep them: written through commands, read from what the compacted topics say. */
export function ruleRoutes(world: RuleWorld, runner: Pick<BacktestRunner, 'run'>): Route[] {
  return [
    ...ruleWritingRoutes(world),
    ...ruleBulkRoutes(world),
    ...ruleTransferRoutes(world),
    ...ruleListingRoutes(world),
    ...versionRoutes(world, runner),
    ...approvalRoutes(world),
  ];
}
