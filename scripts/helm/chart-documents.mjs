// What the chart holds of the rest of the project: helm reads nothing outside its folder.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { grafanaDocuments } from '../../deploy/grafana/dist/grafana-documents.js';
import { allTopics } from '../../libs/contracts/dist/topics.js';
import { valuesSchema } from './values-schema.mjs';

const files = 'helm/tocsin/files';
const written = (from) => `# Written by npm run contracts; change ${from} instead.\n`;

const topics = () =>
  allTopics.map(({ name, version, partitions, cleanup, retentionMs }) => ({
    name: `${name}.v${version}`,
    partitions,
    config: { 'cleanup.policy': cleanup, ...(cleanup === 'delete' ? { 'retention.ms': retentionMs } : {}) },
  }));

function healingRules() {
  const roles = parseAllDocuments(readFileSync('libs/adapters/kubernetes/roles.yaml', 'utf8')).map((one) => one.toJS());
  const rulesOf = (name) => roles.find(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === name).rules;
  return { namespaced: rulesOf('tocsin-healing'), nodes: rulesOf('tocsin-healing-nodes') };
}

/** Every file of the chart that is made from something else: its path from the project's root, and its text. */
export function chartDocuments() {
  const dashboards = Object.entries(grafanaDocuments()).map(([path, text]) => [
    `${files}/dashboards/${basename(path)}`,
    text,
  ]);
  return {
    'helm/tocsin/values.schema.json': `${JSON.stringify(valuesSchema(), null, 2)}\n`,
    [`${files}/topics.yaml`]: written('the topics in libs/contracts') + stringify(topics()),
    [`${files}/healing-rules.yaml`]: written('libs/adapters/kubernetes/roles.yaml') + stringify(healingRules()),
    [`${files}/tocsin-alerts.yaml`]: readFileSync('deploy/prometheus/tocsin-alerts.yaml', 'utf8'),
    ...Object.fromEntries(dashboards),
  };
}
