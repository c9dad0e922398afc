import { advancedMonitoring } from './advanced-monitoring.js';
import { dashboardOf, type DashboardText } from './dashboard.js';
import { healing } from './healing.js';
import { machineLearning } from './machine-learning.js';
import { notification } from './notification.js';
import { pipeline } from './pipeline.js';
import { tenants } from './tenants.js';

const all: readonly DashboardText[] = [advancedMonitoring, pipeline, tenants, machineLearning, healing, notification];

/** Every dashboard: its path from the project's root, and its text as Grafana reads it. */
export function grafanaDocuments(): Record<string, string> {
  return Object.fromEntries(
    all.map((text) => [
      `deploy/grafana/dashboards/${text.uid}.json`,
      `${JSON.stringify(dashboardOf(text), null, 2)}\n`,
    ]),
  );
}
