import { parseDurationMs } from '../duration.js';
import { type GrafanaGroup, grafanaGroupsOf, type GrafanaRule } from './grafana-export.js';
import type { Exported, PortableRules } from './portable-rules.js';

/**
 * Rules as resources of Terraform's provider for Grafana, in Terraform's JSON syntax: a file that ends in `.tf.json`.
 * Folders are resources beside them.
 *
 * @param datasource - the uid of the Prometheus data source that Grafana asks
 */
export function writeTerraform(portable: PortableRules, datasource: string): Exported {
  const { groups, losses } = grafanaGroupsOf(portable, datasource);
  const folders = [...new Set(groups.map(({ folder }) => folder))];
  const resource = {
    grafana_folder: Object.fromEntries(folders.map((title, i) => [`folder_${i + 1}`, { title: literal(title) }])),
    grafana_rule_group: Object.fromEntries(
      groups.map((group, i) => [`rules_${i + 1}`, groupResource(group, folders.indexOf(group.folder) + 1)]),
    ),
  };
  const file = groups.length === 0 ? {} : { resource };
  return { type: 'application/json', text: `${JSON.stringify(file, null, 2)}\n`, losses };
}

const groupResource = (group: GrafanaGroup, folder: number): object => ({
  name: literal(group.name),
  folder_uid: `\${grafana_folder.folder_${folder}.uid}`,
  interval_seconds: (parseDurationMs(group.interval) ?? 0) / 1_000,
  rule: group.rules.map(ruleBlock),
});

const ruleBlock = (rule: GrafanaRule): object => ({
  name: literal(rule.title),
  condition: rule.condition,
  for: rule.for,
  ...(rule.keepFiringFor === undefined ? {} : { keep_firing_for: rule.keepFiringFor }),
  no_data_state: rule.noDataState,
  exec_err_state: rule.execErrState,
  is_paused: rule.isPaused,
  labels: literals(rule.labels),
  annotations: literals(rule.annotations),
  data: rule.data.map((one) => {
    const { refId, relativeTimeRange, datasourceUid, model } = one as {
      refId: string;
      relativeTimeRange: object;
      datasourceUid: string;
      model: object;
    };
    return {
      ref_id: refId,
      datasource_uid: literal(datasourceUid),
      relative_time_range: [relativeTimeRange],
      model: literal(JSON.stringify(model)),
    };
  }),
});

const literals = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, literal(text)]));

/** A text in which Terraform sees no template. */
const literal = (text: string): string => text.replaceAll('${', '$${').replaceAll('%{', '%%{');
