// The schema of the chart's values: their keys and kinds are those of values.yaml, and nothing else is taken. What a value may be
// beyond its kind is said here; settings of the platform and names of its environment are those of the code.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { secrets } from '../../libs/runtime/dist/config.js';
import { EnvironmentSchema, FileSchema } from '../../libs/runtime/dist/config-schema.js';

const chart = 'helm/tocsin';
const text = { type: 'string' };
const nameOfObject = { type: 'string', pattern: '^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$' };
const atLeast = (minimum) => ({ type: 'integer', minimum });
const anyMap = { type: 'object' };
const texts = { type: 'object', additionalProperties: text };
const listOf = (items) => ({ type: 'array', items });
const oneOf = (...values) => ({ enum: values });
const quantity = { type: ['string', 'integer'], pattern: '^[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$' };
const amounts = { type: 'object', additionalProperties: quantity };
const brokers = listOf({ type: 'string', pattern: '^[^\\s:,]+:[0-9]+$' });
const mechanism = oneOf('plain', 'scram-sha-256', 'scram-sha-512');
const peers = listOf(anyMap);
const ports = { ...listOf({ type: 'integer', minimum: 1, maximum: 65_535 }), minItems: 1 };
const httpAddress = { type: 'string', pattern: '^(https?://[^\\s?#]+)?$' };

/** Set by the chart itself, from other values. */
const ownVariables = [
  'ALERT_ENGINE_MODE', 'TOCSIN_HOME', 'TOCSIN_CONFIG', 'TOCSIN_INSTANCE', 'HOST', 'PORT', 'METRICS_PORT', 'TOCSIN_LOG_LEVEL',
  'TOCSIN_EXTERNAL_URL', 'ENABLE_ML_FEATURES', 'KAFKA_BROKERS', 'TOPIC_PREFIX', 'KAFKA_TLS', 'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME', 'HISTORY_HOST', 'HISTORY_PORT', 'HISTORY_URLS', 'VAULT_ADDR', 'VAULT_TRANSIT_KEY',
  'VAULT_TRANSIT_MOUNT', 'TOCSIN_LEDGER_WITNESS_KEY', 'WITNESS_KAFKA_BROKERS', 'WITNESS_KAFKA_TOPIC', 'WITNESS_KAFKA_TLS',
  'WITNESS_KAFKA_SASL_MECHANISM', 'WITNESS_KAFKA_SASL_USERNAME', 'TOCSIN_HEALING_KUBERNETES', 'AWS_REGION',
]; // prettier-ignore
/** Places of a machine, of which pods have none. */
const elsewhere = ['TOCSIN_HEALING_DOCKER', 'TOCSIN_HISTORY_DIRECTORY', 'TOCSIN_LEDGER_WITNESS', 'TOCSIN_DEMO_DATA'];

const variables = Object.keys(EnvironmentSchema.shape)
  .filter((name) => ![...ownVariables, ...elsewhere, ...secrets].includes(name))
  .toSorted();
const environment = {
  type: 'object',
  properties: Object.fromEntries(variables.map((name) => [name, { type: ['string', 'number', 'boolean'] }])),
  additionalProperties: false,
};

/** Keys of the file of settings that follow from other values, or are secrets. */
const notInConfig = {
  system: ['host', 'port', 'metrics_port', 'topic_prefix', 'external_url'],
  security: ['jwt_secret'],
  watchdog: ['heartbeat_urls'],
};

function configSchema() {
  const schema = z.toJSONSchema(FileSchema, { io: 'input', unrepresentable: 'any' });
  delete schema.$schema;
  for (const key of ['healing', 'multicloud']) delete schema.properties[key];
  delete schema.properties.ml_config.properties.enabled;
  for (const [part, keys] of Object.entries(notInConfig))
    for (const key of keys) delete schema.properties[part].properties[key];
  return withoutLookaheads(schema);
}

/** Helm's regular expressions have no lookaheads; the process itself checks what these said. */
function withoutLookaheads(node) {
  if (Array.isArray(node)) return node.map(withoutLookaheads);
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.entries(node).filter(([key, value]) => key !== 'pattern' || !/\(\?[=!<]/.test(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutLookaheads(value)]));
}

const grants = z.toJSONSchema(FileSchema, { io: 'input', unrepresentable: 'any' }).properties.healing.properties.grants;

/** By the path of a value, or by `*.KEY` wherever it stands. */
const told = {
  valuesVersion: { type: 'integer' },
  mode: oneOf('all-in-one', 'services'),
  fullnameOverride: { type: 'string', pattern: '^([a-z]([-a-z0-9]{0,24}[a-z0-9])?)?$' },
  'image.pullPolicy': oneOf('Always', 'IfNotPresent', 'Never'),
  'image.pullSecrets': listOf({
    type: 'object',
    properties: { name: text },
    required: ['name'],
    additionalProperties: false,
  }),
  'image.registry': { type: 'string', pattern: '^([a-z0-9][a-zA-Z0-9._:/-]*)?$' },
  'image.tag': { type: 'string', pattern: '^([\\w][\\w.-]{0,127})?$' },
  'image.workingDir': { type: 'string', pattern: '^/' },
  logLevel: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
  externalUrl: httpAddress,
  host: oneOf('0.0.0.0', '::'),
  'kafka.brokers': brokers,
  'kafka.topicPrefix': { type: 'string', pattern: '^[a-zA-Z0-9._-]{1,100}$' },
  'kafka.topics.strimzi.replicas': atLeast(1),
  'kafka.topics.strimzi.minInsyncReplicas': atLeast(1),
  'vault.address': { type: 'string', pattern: '^(https://[^\\s?#]+)?$' },
  'witness.kafka.brokers': brokers,
  config: configSchema(),
  'healing.grants': withoutLookaheads(grants),
  'healing.breakGlassMinutes': { type: 'integer', minimum: 1, maximum: 60 },
  'healing.kubernetes.namespaces': listOf({ type: 'string', pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$' }),
  'healing.aws.region': { type: 'string', pattern: '^([a-z]{2}(-[a-z]+)+-[0-9])?$' },
  'healing.serviceAccountAnnotations': texts,
  'service.type': oneOf('ClusterIP', 'NodePort', 'LoadBalancer'),
  'topologySpread.keys': listOf({ type: 'string', minLength: 1 }),
  'topologySpread.whenUnsatisfiable': oneOf('ScheduleAnyway', 'DoNotSchedule'),
  'networkPolicy.clients': peers,
  'networkPolicy.prometheus': { ...peers, minItems: 1 },
  'networkPolicy.dns': { ...peers, minItems: 1 },
  'networkPolicy.internet.to': { ...peers, minItems: 1 },
  'monitoring.labels': texts,
  'monitoring.dashboards.labels': texts,
  'monitoring.serviceMonitor.interval': { type: 'string', pattern: '^[0-9]+(ms|s|m)$' },
  '*.ports': ports,
  '*.to': peers,
  '*.existingSecret': nameOfObject,
  '*.mechanism': mechanism,
  '*.replicas': atLeast(1),
  '*.minReplicas': atLeast(1),
  '*.maxReplicas': atLeast(1),
  '*.cpuPercent': { type: 'integer', minimum: 1, maximum: 100 },
  '*.lagThreshold': atLeast(1),
  '*.type': oneOf('none', 'hpa', 'keda'),
  '*.size': quantity,
  '*.requests': amounts,
  '*.limits': amounts,
  '*.activeDeadlineSeconds': atLeast(1),
  '*.terminationGracePeriodSeconds': atLeast(1),
  '*.env': environment,
  '*.annotations': texts,
  '*.podAnnotations': texts,
  '*.podLabels': texts,
  '*.nodeSelector': texts,
  '*.tolerations': listOf(anyMap),
  '*.affinity': anyMap,
};

function schemaOf(value, path) {
  const known = told[path.join('.')] ?? told[`*.${path.at(-1)}`];
  if (known !== undefined) return known;
  if (Array.isArray(value))
    throw new Error(`values.yaml: ${path.join('.')} is a list, and the schema does not say of what`);
  if (value === null || typeof value !== 'object') return { type: typeof value };
  const properties = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, schemaOf(one, [...path, key])]),
  );
  return { type: 'object', properties, additionalProperties: false };
}

/** Former names pass the schema, so that the chart itself can say what they are called now. */
function withFormerKeys(schema) {
  for (const former of Object.keys(parse(readFileSync(`${chart}/files/former-keys.yaml`, 'utf8')))) {
    const path = former.split('.');
    const parent = path.slice(0, -1).reduce((at, key) => at.properties[key], schema);
    parent.properties[path.at(-1)] = {};
  }
  return schema;
}

/** What `helm/tocsin/values.schema.json` holds. */
export function valuesSchema() {
  const schema = withFormerKeys(schemaOf(parse(readFileSync(`${chart}/values.yaml`, 'utf8')), []));
  // Subcharts and `--set global.x` are helm's own.
  schema.properties.global = anyMap;
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values of the chart tocsin', ...schema };
}
