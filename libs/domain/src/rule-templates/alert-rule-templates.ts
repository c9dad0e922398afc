import { backupTemplates } from './library/backup.js';
import { businessTemplates } from './library/business.js';
import { cacheTemplates } from './library/cache.js';
import { certificateTemplates } from './library/certificate.js';
import { containerTemplates } from './library/container.js';
import { hostStorageTemplates } from './library/host-storage.js';
import { hostTemplates } from './library/host.js';
import { httpEdgeTemplates } from './library/http-edge.js';
import { openTelemetryHttpTemplates } from './library/http-opentelemetry.js';
import { httpTemplates } from './library/http.js';
import { jvmTemplates } from './library/jvm.js';
import { kubernetesClusterTemplates } from './library/kubernetes-cluster.js';
import { kubernetesTemplates } from './library/kubernetes.js';
import { mongodbTemplates } from './library/mongodb.js';
import { mysqlTemplates } from './library/mysql.js';
import { nodeTemplates } from './library/node.js';
import { platformTemplates } from './library/platform.js';
import { postgresTemplates } from './library/postgres.js';
import { processTemplates } from './library/process.js';
import { queueTemplates } from './library/queue.js';
import { sloTemplates } from './library/slo.js';
import { neededMetrics } from './needed-series.js';
import type { RuleTemplate, TemplateGroup } from './rule-template.js';

/** Which templates are asked for; what is left out leaves out none. */
export interface TemplateFilter {
  readonly group?: TemplateGroup | undefined;
  /** Stands in the id, the title or the meaning, in whatever case. */
  readonly text?: string | undefined;
  /** A metric that the rule reads with the default parameters, or may be told to read. */
  readonly metric?: string | undefined;
}

const all: readonly RuleTemplate[] = [
  ...hostTemplates,
  ...hostStorageTemplates,
  ...containerTemplates,
  ...kubernetesTemplates,
  ...kubernetesClusterTemplates,
  ...httpTemplates,
  ...openTelemetryHttpTemplates,
  ...httpEdgeTemplates,
  ...queueTemplates,
  ...postgresTemplates,
  ...mysqlTemplates,
  ...mongodbTemplates,
  ...cacheTemplates,
  ...jvmTemplates,
  ...nodeTemplates,
  ...processTemplates,
  ...certificateTemplates,
  ...backupTemplates,
  ...businessTemplates,
  ...sloTemplates,
  ...platformTemplates,
];
const byId: ReadonlyMap<string, RuleTemplate> = new Map(all.map((one) => [one.id, one]));

/** The library of rules that only want their parameters. */
export const AlertRuleTemplates = {
  all,
  get: (id: string): RuleTemplate | null => byId.get(id) ?? null,
  find({ group, text, metric }: TemplateFilter): readonly RuleTemplate[] {
    const wanted = text?.toLowerCase();
    return all
      .filter((one) => group === undefined || one.group === group)
      .filter(
        ({ id, title, meaning }) =>
          wanted === undefined || `${id}\n${title}\n${meaning}`.toLowerCase().includes(wanted),
      )
      .filter((one) => metric === undefined || neededMetrics(one).some((names) => names.includes(metric)));
  },
} as const;
