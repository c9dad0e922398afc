import { autoHealingTarget } from './auto-healing.js';
import { complianceTarget } from './compliance.js';
import { demoTarget } from './demo.js';
import { evaluationTarget } from './evaluation.js';
import { gatewayTarget } from './gateway.js';
import { historyTarget } from './history.js';
import { mlPredictionTarget } from './ml-prediction.js';
import { notificationTarget } from './notification.js';
import type { Surroundings, TocsinTarget } from './ports.js';
import { ruleManagementTarget } from './rule-management.js';
import { selfMonitoringTarget } from './self-monitoring.js';

export type TargetName =
  | 'rule-management'
  | 'evaluation'
  | 'notification'
  | 'history'
  | 'ml-prediction'
  | 'compliance'
  | 'auto-healing'
  | 'gateway'
  | 'self-monitoring'
  | 'demo';

/** Every target by its name, in the order in which one process starts them. */
export const allTargets: Readonly<Record<TargetName, (surroundings: Surroundings) => TocsinTarget>> = {
  'rule-management': ruleManagementTarget,
  evaluation: evaluationTarget,
  notification: notificationTarget,
  history: historyTarget,
  'ml-prediction': mlPredictionTarget,
  compliance: complianceTarget,
  'auto-healing': autoHealingTarget,
  gateway: gatewayTarget,
  'self-monitoring': selfMonitoringTarget,
  demo: demoTarget,
};
