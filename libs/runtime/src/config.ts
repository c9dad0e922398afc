import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { hiddenTracingVariables, type TracingConfig, tracingOf } from './tracing-config.js';
import { EnvironmentSchema, FileSchema, isTlsOrLoopback, type IssuerSchema } from './config-schema.js';

/** A setting that cannot be used; `message` names the key, the value and what was expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Where samples are kept, and how the processes of a cluster that keep them are reached. */
export interface HistoryConfig {
  directory: string;
  retentionMs: number;
  /** Where a history process of a cluster listens. */
  host: string;
  port: number;
  /** All history processes of a cluster. */
  urls: readonly string[];
}

/** Where trained models lie, whom to trust with them, and how long they are left in use. */
export interface ModelsConfig {
  /** Those that serve all: NAME/VERSION in it. */
  releasedDirectory: string;
  /** Holds public keys, files that end with .pem; a model is served that one of them has signed. */
  releaseKeysDirectory: string;
  /** Those of tenants' own: TENANT/NAME/VERSION in it. */
  tenantsDirectory: string;
  /** What those are signed with; made at the first start. */
  keyFile: string;
  retrainIntervalMs: number;
}

/** What the ledger of audit events is signed with, and who keeps its checkpoints. */
export interface LedgerConfig {
  /** The installation's key; made at the first start. */
  keyFile: string;
  /** Checkpoints are added to it; null: to none. */
  witnessFile: string | null;
  /** Who answers requests with checkpoints; no two have the same name. */
  witnessWebhooks: readonly WitnessWebhookConfig[];
  /** Another cluster than the one that the platform runs on. */
  witnessKafka: { brokers: readonly string[]; topic: string; access: KafkaAccess } | null;
}

export interface WitnessWebhookConfig {
  name: string;
  url: string;
  /** What it signs with, as c2sp.org/signed-note writes it; null: whatever it answers is kept unverified. */
  key: string | null;
}

/** What healing may reach, and which tenants may touch what of it. Requests to webhooks need no grant: their way out is guarded. */
export interface HealingConfig {
  /** The path of a kubeconfig, or `in_cluster`; null: nothing is done to Kubernetes. */
  kubernetes: string | null;
  dockerSocket: string | null;
  /** Another endpoint stands in for Amazon's own. */
  aws: { region: string; endpoint: string | null } | null;
  /** Targets as plans name them; a star at the end stands for whatever follows. */
  grants: readonly { tenant: string; targets: readonly string[] }[];
  /** For how long an admin's approval alone grants anything. */
  breakGlassMs: number;
}

/** How the platform shows somebody outside that it works. */
export interface WatchdogConfig {
  /** Where heartbeats are sent while it works; none: nowhere. */
  heartbeatUrls: readonly string[];
  heartbeatIntervalMs: number;
  /** How often a canary is sent through the platform. */
  canaryIntervalMs: number;
}

export interface Config {
  mode: 'standalone' | 'production';
  /** Where a standalone run keeps everything it writes. */
  home: string;
  /** Tells processes of one service apart. */
  instance: string;
  host: string;
  port: number;
  /** Where this process tells metrics and health of itself; null: nowhere, but that the gateway tells its own at its port. */
  metricsPort: number | null;
  /** Where people reach the platform, without a slash at the end; null when nobody has said. */
  externalUrl: string | null;
  logLevel: string;
  /** Which traces are recorded; null: none, and nothing of that is loaded. */
  tracing: TracingConfig | null;
  /** Where profiles of the CPU are written, and how long each is; null: none are made. */
  profiling: { directory: string; periodMs: number } | null;
  defaultTenant: string;
  topicPrefix: string;
  clockIntervalMs: number;
  snapshotIntervalMs: number;
  /** Evaluation on demand: its batches, how many evaluations are begun at once, and how long one may take. */
  evaluation: { batchSize: number; concurrentMax: number; timeoutMs: number };
  /** How long results are kept: of rules and queries, and of those about the platform itself; ms, 0: not at all. */
  cacheTtls: { results: number; system: number };
  history: HistoryConfig;
  demo: boolean;
  /** Whether anything is predicted; where it is not, nothing of that is loaded. */
  mlFeatures: boolean;
  /** With less confidence no setting of a rule is recommended; 0 to 1. */
  confidenceThreshold: number;
  /** Which share of one core forecasts may take; what is more is put off. With 1 nothing is. */
  mlCpuShare: number;
  models: ModelsConfig;
  /** A directory that may hold recorded series (NAB's CSV files) for the demo tenant. */
  demoData: string;
  kafkaBrokers: readonly string[] | null;
  kafkaAccess: KafkaAccess;
  databaseUrl: string | null;
  redisUrl: string | null;
  jwtSecret: string | null;
  /** Wrap the data keys of tenants, the first one those to come; null: one of the home does. */
  encryptionKeys: readonly (Uint8Array | 'vault')[] | null;
  /** The key of a vault that `vault` stands for among them; null where none is named. */
  vault: VaultConfig | null;
  rateLimiting: { enabled: boolean; perMinutePerAddress: number };
  allowedReceiverNetworks: readonly string[];
  /** The server that mails go through, and whom they come from; null where none is named: then nobody is mailed. */
  mail: { smtpUrl: string; from: string } | null;
  /** Asked for rules where the grammar has none; null, as it is unless somebody names one: nobody is asked. */
  languageModel: LanguageModelConfig | null;
  /** Whose tokens let people in beside the platform's own. */
  issuers: readonly IssuerConfig[];
  watchdog: WatchdogConfig;
  ledger: LedgerConfig;
  healing: HealingConfig;
}

/** A key of HashiCorp Vault's transit engine. */
export interface VaultConfig {
  /** Without a slash at the end. */
  address: string;
  token: string;
  mount: string;
  key: string;
}

/** A language model behind the chat completions API of OpenAI. */
export interface LanguageModelConfig {
  /** Without a slash at the end. */
  baseUrl: string;
  model: string;
  apiKey: string | null;
  maxTokens: number;
  temperature: number;
  timeoutMs: number;
}

/** How a process is let in by Kafka. */
export interface KafkaAccess {
  sasl: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string } | null;
  /** Whether the line is encrypted; `ca` are the certificates to trust, in PEM, where they are not the system's. */
  tls: { ca: string | null } | null;
}

export interface IssuerConfig {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: readonly string[];
  /** The claim that names the tenant; null where all tokens are of one tenant, which then stands under `*`. */
  tenantClaim: string | null;
  tenants: Readonly<Record<string, string>>;
  roleClaim: string;
  roles: Readonly<Record<string, 'viewer' | 'editor' | 'approver' | 'admin'>>;
}

export interface ConfigSources {
  environment: Readonly<Record<string, string | undefined>>;
  /** The project's root; relative paths are taken from it. */
  root: string;
}

/**
 * Reads the configuration once: `config/monitoring.yaml`, then the environment over it. `X_FILE` gives the value of
 * the secret `X` by the path of a file.
 *
 * @throws ConfigError when a key is unknown or a value does not parse
 */
export function loadConfig({ environment, root }: ConfigSources): Config {
  const env = check(EnvironmentSchema, withFiles(environment), 'environment variable');
  const path = env.TOCSIN_CONFIG ?? `${root}/config/monitoring.yaml`;
  const file = check(FileSchema, parseFile(path), path);
  const mode = env.ALERT_ENGINE_MODE ?? 'standalone';
  const home = env.TOCSIN_HOME ?? `${root}/.tocsin`;
  return {
    mode,
    home,
    instance: env.TOCSIN_INSTANCE ?? '1',
    host: env.HOST ?? file.system.host,
    ...portsOf(env.PORT ?? file.system.port, env.METRICS_PORT ?? file.system.metrics_port),
    externalUrl: env.TOCSIN_EXTERNAL_URL ?? file.system.external_url ?? null,
    logLevel: env.TOCSIN_LOG_LEVEL ?? 'info',
    tracing: tracingOf(env),
    profiling:
      env.PROFILING === 'cpu'
        ? { directory: `${home}/profiles`, periodMs: (env.PROFILING_SECONDS ?? 30) * 1_000 }
        : null,
    defaultTenant: file.system.default_tenant,
    topicPrefix: env.TOPIC_PREFIX ?? file.system.topic_prefix,
    clockIntervalMs: file.system.clock_interval_ms,
    snapshotIntervalMs: env.TOCSIN_SNAPSHOT_INTERVAL_MS ?? file.system.snapshot_interval_ms,
    evaluation: {
      batchSize: env.BATCH_SIZE ?? 50,
      concurrentMax: env.CONCURRENT_EVALUATIONS ?? file.system.max_concurrent_evaluations,
      timeoutMs: file.system.evaluation_timeout * 1000,
    },
    cacheTtls: { results: (env.CACHE_TTL ?? 300) * 1000, system: file.system.cache_ttl * 1000 },
    history: historyOf(env, {
      // Processes of a cluster may share a home; each keeps samples of its own.
      directory: mode === 'standalone' ? `${home}/history` : `${home}/history-${env.TOCSIN_INSTANCE ?? '1'}`,
      retentionHours: file.system.history_retention_hours,
    }),
    confidenceThreshold: file.ml_config.confidence_threshold,
    mlFeatures: env.ENABLE_ML_FEATURES ?? file.ml_config.enabled,
    mlCpuShare: env.ML_CPU_SHARE ?? file.ml_config.cpu_share,
    models: {
      releasedDirectory: resolve(root, env.ML_MODEL_PATH ?? file.ml_config.model_path),
      releaseKeysDirectory: resolve(root, env.ML_MODEL_KEYS ?? file.ml_config.model_keys),
      tenantsDirectory: `${home}/models`,
      keyFile: `${home}/model-key.pem`,
      retrainIntervalMs: file.ml_config.model_retrain_interval * 86_400_000,
    },
    demo: env.TOCSIN_DEMO ?? file.system.demo,
    demoData: env.TOCSIN_DEMO_DATA ?? `${root}/../shared/data/nab/realAWSCloudwatch`,
    kafkaAccess: kafkaAccessOf(env, ''),
    kafkaBrokers: env.KAFKA_BROKERS?.split(',').map((broker) => broker.trim()) ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    jwtSecret: env.JWT_SECRET_KEY ?? file.security.jwt_secret ?? null,
    encryptionKeys: env.ENCRYPTION_KEY ?? null,
    vault: vaultOf(env),
    rateLimiting: {
      enabled: file.security.enable_rate_limiting,
      perMinutePerAddress: file.security.max_requests_per_minute,
    },
    allowedReceiverNetworks: file.security.allowed_receiver_networks,
    mail: env.SMTP_URL === undefined ? null : { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM ?? file.mail.from },
    languageModel: languageModelOf(env, file.language_model),
    issuers: file.security.issuers.map(issuerOf),
    watchdog: {
      heartbeatUrls: env.TOCSIN_HEARTBEAT_URLS ?? file.watchdog.heartbeat_urls,
      heartbeatIntervalMs: (env.TOCSIN_HEARTBEAT_INTERVAL ?? file.watchdog.heartbeat_interval) * 1_000,
      canaryIntervalMs: (env.TOCSIN_CANARY_INTERVAL ?? file.watchdog.canary_interval) * 1_000,
    },
    ledger: ledgerOf(env, file.ledger, { home, root }),
    healing: healingOf(env, file, root),
  };
}

/** 0 is any port that is free, and may be both. */
function portsOf(port: number, metricsPort: number | null): Pick<Config, 'port' | 'metricsPort'> {
  if (port !== 0 && port === metricsPort)
    throw new ConfigError(
      `environment variable METRICS_PORT: ${port} is PORT as well, and both cannot listen there; give another one`,
    );
  return { port, metricsPort };
}

function healingOf(
  env: z.output<typeof EnvironmentSchema>,
  { healing, multicloud }: z.output<typeof FileSchema>,
  root: string,
): HealingConfig {
  const kubernetes = env.TOCSIN_HEALING_KUBERNETES ?? healing.kubernetes;
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint = null } = env;
  if (multicloud.aws_enabled && region === undefined)
    throw new ConfigError(
      'environment variable AWS_REGION: is missing, and multicloud.aws_enabled is true; name the region, such as eu-central-1',
    );
  return {
    kubernetes: kubernetes === null || kubernetes === 'in_cluster' ? kubernetes : resolve(root, kubernetes),
    dockerSocket: env.TOCSIN_HEALING_DOCKER ?? healing.docker_socket,
    aws: multicloud.aws_enabled && region !== undefined ? { region, endpoint } : null,
    grants: healing.grants,
    breakGlassMs: healing.break_glass_minutes * 60_000,
  };
}

function ledgerOf(
  env: z.output<typeof EnvironmentSchema>,
  { witness_file, witness_webhooks, witness_kafka }: z.output<typeof FileSchema>['ledger'],
  { home, root }: { home: string; root: string },
): LedgerConfig {
  const { TOCSIN_LEDGER_WITNESS_URL: url, TOCSIN_LEDGER_WITNESS_KEY: key } = env;
  const witnessFile = env.TOCSIN_LEDGER_WITNESS ?? witness_file;
  if (url === undefined && key !== undefined)
    throw new ConfigError(
      'environment variable TOCSIN_LEDGER_WITNESS_KEY: is there, and TOCSIN_LEDGER_WITNESS_URL is missing; name the witness, or its key in ledger.witness_webhooks',
    );
  const webhooks = url === undefined ? witness_webhooks : [{ url, key, name: undefined }];
  return {
    keyFile: `${home}/ledger-key.pem`,
    witnessFile: witnessFile === null ? null : resolve(root, witnessFile),
    witnessWebhooks: named(
      webhooks.map(({ name, ...given }) => ({
        name: name ?? new URL(given.url).host,
        url: given.url,
        key: given.key ?? null,
      })),
    ),
    witnessKafka: witnessKafkaOf(env, witness_kafka),
  };
}

function named(webhooks: WitnessWebhookConfig[]): WitnessWebhookConfig[] {
  const twice = webhooks.find(({ name }, i) => webhooks.findIndex((one) => one.name === name) !== i);
  if (twice === undefined) return webhooks;
  throw new ConfigError(
    `ledger.witness_webhooks: two of them are known as "${twice.name}"; give one another name by "name"`,
  );
}

function witnessKafkaOf(
  env: z.output<typeof EnvironmentSchema>,
  file: z.output<typeof FileSchema>['ledger']['witness_kafka'],
): LedgerConfig['witnessKafka'] {
  const brokers = env.WITNESS_KAFKA_BROKERS?.split(',').map((broker) => broker.trim()) ?? file?.brokers;
  const topic = env.WITNESS_KAFKA_TOPIC ?? file?.topic;
  if (brokers === undefined && topic === undefined) return null;
  if (brokers === undefined || topic === undefined)
    throw new ConfigError(
      'WITNESS_KAFKA_BROKERS and WITNESS_KAFKA_TOPIC (ledger.witness_kafka): one is there and one is missing; give both or neither',
    );
  return { brokers, topic, access: kafkaAccessOf(env, 'WITNESS_') };
}

/** @param prefix - of the variables' names: empty for the platform's own cluster */
function kafkaAccessOf(env: z.output<typeof EnvironmentSchema>, prefix: '' | 'WITNESS_'): KafkaAccess {
  const mechanism = env[`${prefix}KAFKA_SASL_MECHANISM`] ?? 'scram-sha-512';
  const username = env[`${prefix}KAFKA_SASL_USERNAME`];
  const password = env[`${prefix}KAFKA_SASL_PASSWORD`];
  const ca = env[`${prefix}KAFKA_TLS_CA`];
  const isEncrypted = env[`${prefix}KAFKA_TLS`] ?? ca !== undefined;
  if ((username === undefined) !== (password === undefined))
    throw new ConfigError(
      `environment variables ${prefix}KAFKA_SASL_USERNAME and ${prefix}KAFKA_SASL_PASSWORD: one is there and one is missing; give both or neither`,
    );
  if (mechanism === 'plain' && username !== undefined && !isEncrypted)
    throw new ConfigError(
      `environment variable ${prefix}KAFKA_SASL_MECHANISM: "plain" sends the password as it is; set ${prefix}KAFKA_TLS=true, or use scram-sha-512`,
    );
  return {
    sasl: username === undefined || password === undefined ? null : { mechanism, username, password },
    tls: isEncrypted ? { ca: ca ?? null } : null,
  };
}

function vaultOf(env: z.output<typeof EnvironmentSchema>): VaultConfig | null {
  const {
    VAULT_ADDR: address,
    VAULT_TOKEN: token,
    VAULT_TRANSIT_KEY: key,
    VAULT_TRANSIT_MOUNT: mount = 'transit',
  } = env;
  // A vault that others use may be named in the environment, too.
  if (key === undefined) return null;
  if (address === undefined || token === undefined)
    throw new ConfigError(
      'environment variable VAULT_TRANSIT_KEY: is there, and VAULT_ADDR or VAULT_TOKEN is missing; give all three or leave it out',
    );
  return { address, token, mount, key };
}

function languageModelOf(
  env: z.output<typeof EnvironmentSchema>,
  file: z.output<typeof FileSchema>['language_model'],
): LanguageModelConfig | null {
  const { LLM_BASE_URL: baseUrl = file.base_url, LLM_MODEL: model = file.model, LLM_API_KEY: apiKey = null } = env;
  if (baseUrl === undefined && model === undefined) return null;
  if (baseUrl === undefined || model === undefined)
    throw new ConfigError(
      'LLM_BASE_URL and LLM_MODEL (language_model.base_url, language_model.model): one is there and one is missing; give both or neither',
    );
  if (apiKey !== null && !isTlsOrLoopback(baseUrl))
    throw new ConfigError(
      `LLM_BASE_URL (language_model.base_url): "${baseUrl}" would send the key as it is; use https, or leave LLM_API_KEY out`,
    );
  return {
    baseUrl,
    model,
    apiKey,
    maxTokens: env.LLM_MAX_TOKENS ?? file.max_tokens,
    temperature: env.LLM_TEMPERATURE ?? file.temperature,
    timeoutMs: (env.LLM_TIMEOUT ?? file.timeout) * 1_000,
  };
}

function issuerOf(written: z.output<typeof IssuerSchema>): IssuerConfig {
  const { issuer, audience, jwks_url, algorithms, tenant, tenant_claim, tenants = {}, role_claim, roles } = written;
  return {
    issuer,
    audience,
    jwksUrl: jwks_url,
    algorithms,
    tenantClaim: tenant_claim ?? null,
    tenants: tenant === undefined ? tenants : { '*': tenant },
    roleClaim: role_claim,
    roles,
  };
}

function historyOf(
  env: z.output<typeof EnvironmentSchema>,
  { directory, retentionHours }: { directory: string; retentionHours: number },
): HistoryConfig {
  const { HISTORY_HOST: host = '127.0.0.1', HISTORY_PORT: own = 8010 } = env;
  return {
    directory: env.TOCSIN_HISTORY_DIRECTORY ?? directory,
    retentionMs: retentionHours * 3_600_000,
    host,
    port: own,
    urls: env.HISTORY_URLS ?? [`http://127.0.0.1:${own}`],
  };
}

/** Variables whose value may lie in a file that `X_FILE` names, and is shown to nobody. */
export const secrets = [
  'JWT_SECRET_KEY',
  'ENCRYPTION_KEY',
  'VAULT_TOKEN',
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'LLM_API_KEY',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_TLS_CA',
  'WITNESS_KAFKA_SASL_PASSWORD',
  'WITNESS_KAFKA_TLS_CA',
  // An address may hold what lets its caller in.
  'TOCSIN_LEDGER_WITNESS_URL',
  // Whoever knows where a heartbeat goes can send it.
  'TOCSIN_HEARTBEAT_URLS',
] as const;

const secretPaths = [
  ['security', 'jwt_secret'],
  ['watchdog', 'heartbeat_urls'],
  ['ledger', 'witness_webhooks'],
] as const;

function withFiles(environment: ConfigSources['environment']): Record<string, string | undefined> {
  const values = { ...environment };
  for (const name of secrets) {
    const path = environment[`${name}_FILE`];
    if (path === undefined) continue;
    try {
      values[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw new ConfigError(`environment variable ${name}_FILE: ${path} cannot be read (${(error as Error).message})`);
    }
  }
  return values;
}

function parseFile(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigError(`${path}: cannot be read: ${(error as Error).message}`);
  }
}

/** Whether what stands there is not to be shown: in the environment by its name, in the file by its path. */
function isSecret(path: readonly PropertyKey[]): boolean {
  return (
    [...secrets, ...hiddenTracingVariables].some((name) => name === path[0]) ||
    secretPaths.some((secret) => secret.every((key, i) => key === path[i]))
  );
}

function check<Schema extends z.ZodType>(schema: Schema, input: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `${where}: unknown key ${[...issue.path, issue.keys[0]].join('.')}; take it out or mend its spelling`;
    const value = issue.path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      input,
    );
    const shown = isSecret(issue.path) ? '(hidden)' : JSON.stringify(value);
    return `${where} ${issue.path.join('.')}: ${shown} cannot be used; ${issue.message}`;
  });
  throw new ConfigError(lines.join('\n'));
}
