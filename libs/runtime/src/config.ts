import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A setting that cannot be used; `message` names the key, the value and what was expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** An address of the web; nothing further is said of one that does not parse. */
const webAddress = z.url({
  protocol: /^https?$/,
  error: 'give an address that begins with https:// or http://',
  abort: true,
});
const port = z.int().min(0).max(65_535);
/** Most rules of a batch: they wait for the samples of all of them. */
const BATCH_SIZE_MAX = 1_000;
const evaluations = z.int().min(1).max(10_000);
/** Seconds; what is older than a day is nothing that anybody looks for again. */
const cacheTtl = z.number().min(0).max(86_400);
/** Of one core. Forecasts are made in one thread, so that with 1 none is ever put off. */
const cpuShare = z.number().min(0.01).max(1);

/** An issuer of tokens elsewhere. Its keys decide who comes in, so they are fetched by TLS, save on this machine. */
const IssuerSchema = z
  .strictObject({
    issuer: webAddress,
    audience: z.string().min(1),
    jwks_url: webAddress.refine(isTlsOrLoopback, 'use https; http is taken for 127.0.0.1 only'),
    algorithms: z
      .array(z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']))
      .min(1),
    tenant: z.string().min(1).optional(),
    tenant_claim: z.string().min(1).optional(),
    tenants: z.record(z.string(), z.string()).optional(),
    role_claim: z.string().min(1),
    roles: z.record(z.string(), z.enum(['viewer', 'editor', 'approver', 'admin'])),
  })
  .refine(
    ({ tenant, tenant_claim, tenants }) =>
      tenant === undefined
        ? tenant_claim !== undefined && tenants !== undefined
        : tenant_claim === undefined && tenants === undefined,
    'give either tenant, or tenant_claim and tenants',
  );
/** Where the platform is reached from outside; a slash at the end says nothing. */
const externalUrl = webAddress
  .refine((text) => !/[?#]/.test(text), 'give an address without a query, such as https://tocsin.example')
  .transform((text) => text.replace(/\/+$/, ''));

/** Services that watch heartbeats to be told at each beat; a second one is there in case the first one is down. */
const HEARTBEAT_URLS_MAX = 8;
/** Where a heartbeat is sent. */
const heartbeatUrl = webAddress.refine(holdsNoPassword, 'must not hold a user or password');
/** Seconds between heartbeats: services outside wait for minutes, and more than a day would tell nobody anything. */
const heartbeatInterval = z.number().min(1).max(86_400);
/** Seconds between canaries. The platform's own rules take one that is missing for 90 seconds for an outage. */
const canaryInterval = z.number().min(1).max(60);

/** Where a language model is asked. The key has a place of its own, so that it stands in no address. */
const modelUrl = webAddress
  .refine(holdsNoPassword, 'must not hold a user or password; the key is LLM_API_KEY')
  .refine((text) => !/[?#]/.test(text), 'give an address without a query, such as https://api.openai.com/v1')
  .transform((text) => text.replace(/\/+$/, ''));
const modelName = z.string().min(1).max(200);
/** Tokens of an answer: a rule takes some two hundred. */
const modelTokens = z.int().min(50).max(4_000);
const modelTemperature = z.number().min(0).max(2);
/** Seconds; somebody waits for the answer. */
const modelTimeout = z.number().min(0.1).max(120);

const FileSchema = z.strictObject({
  system: z
    .strictObject({
      default_tenant: z
        .string()
        .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
        .default('acme_main'),
      max_concurrent_evaluations: evaluations.default(100),
      evaluation_timeout: z.number().positive().default(30),
      cache_ttl: cacheTtl.default(60),
      host: z.string().min(1).default('127.0.0.1'),
      port: port.default(8000),
      topic_prefix: z
        .string()
        .regex(/^[a-zA-Z0-9._-]{1,100}$/)
        .default('tocsin'),
      clock_interval_ms: z.int().min(10).default(500),
      snapshot_interval_ms: z.int().min(100).default(30_000),
      history_retention_hours: z.number().min(1).max(8_784).default(24),
      demo: z.boolean().default(true),
      external_url: externalUrl.optional(),
    })
    .prefault({}),
  security: z
    .strictObject({
      jwt_secret: z.string().min(32).optional(),
      enable_rate_limiting: z.boolean().default(true),
      max_requests_per_minute: z.int().min(1).default(1000),
      allowed_receiver_networks: z.array(z.string()).default(['127.0.0.0/8', '::1/128']),
      issuers: z.array(IssuerSchema).max(20).default([]),
    })
    .prefault({}),
  ml_config: z
    .strictObject({
      enabled: z.boolean().default(true),
      // Far more than forecasts need for some thousand series, and little enough that evaluation does not feel it.
      cpu_share: cpuShare.default(0.25),
      confidence_threshold: z.number().min(0).max(1).default(0.8),
      /** Days that a model is left in use which does well. More than a year would be never. */
      model_retrain_interval: z.number().min(0.25).max(366).default(7),
      model_path: z.string().min(1).default('models'),
      model_keys: z.string().min(1).default('config/model-keys'),
    })
    .prefault({}),
  language_model: z
    .strictObject({
      base_url: modelUrl.optional(),
      model: modelName.optional(),
      max_tokens: modelTokens.default(500),
      temperature: modelTemperature.default(0.7),
      timeout: modelTimeout.default(20),
    })
    .prefault({}),
  mail: z
    .strictObject({
      from: z.email().default('tocsin@localhost.localdomain'),
    })
    .prefault({}),
  watchdog: z
    .strictObject({
      heartbeat_urls: z.array(heartbeatUrl).max(HEARTBEAT_URLS_MAX).default([]),
      heartbeat_interval: heartbeatInterval.default(60),
      canary_interval: canaryInterval.default(30),
    })
    .prefault({}),
});

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const number = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'give a number, in digits and without a unit')
  .transform(Number);

const addresses = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .refine((list) => list.every(isHttpAddress), 'give addresses such as http://127.0.0.1:8010, with commas in between');

const heartbeatUrls = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .pipe(z.array(heartbeatUrl).min(1).max(HEARTBEAT_URLS_MAX));

/** Environment variables that are read, each with the key of the file that it overrides or a name of its own. */
const EnvironmentSchema = z.object({
  ALERT_ENGINE_MODE: z.enum(['standalone', 'production']).optional(),
  TOCSIN_HOME: z.string().min(1).optional(),
  TOCSIN_CONFIG: z.string().min(1).optional(),
  TOCSIN_INSTANCE: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,60}$/)
    .optional(),
  ENABLE_ML_FEATURES: flag.optional(),
  ML_CPU_SHARE: number.pipe(cpuShare).optional(),
  ML_MODEL_PATH: z.string().min(1).optional(),
  ML_MODEL_KEYS: z.string().min(1).optional(),
  TOCSIN_DEMO: flag.optional(),
  TOCSIN_DEMO_DATA: z.string().min(1).optional(),
  TOCSIN_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).optional(),
  TOCSIN_SNAPSHOT_INTERVAL_MS: number.optional(),
  TOCSIN_HISTORY_DIRECTORY: z.string().min(1).optional(),
  HISTORY_HOST: z.string().min(1).optional(),
  HISTORY_PORT: number.pipe(port).optional(),
  HISTORY_URLS: addresses.optional(),
  HOST: z.string().min(1).optional(),
  PORT: number.pipe(port).optional(),
  TOCSIN_EXTERNAL_URL: externalUrl.optional(),
  KAFKA_BROKERS: z.string().min(1).optional(),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().min(1).optional(),
  KAFKA_SASL_PASSWORD: z.string().min(1).optional(),
  KAFKA_TLS: flag.optional(),
  KAFKA_TLS_CA: z.string().startsWith('-----BEGIN CERTIFICATE-----', 'give certificates in PEM').optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.email().optional(),
  LLM_BASE_URL: modelUrl.optional(),
  LLM_MODEL: modelName.optional(),
  LLM_API_KEY: z
    .string()
    .min(1)
    .max(4_000)
    .regex(/^[!-~]+$/, 'give a key without white space')
    .optional(),
  LLM_MAX_TOKENS: number.pipe(modelTokens).optional(),
  LLM_TEMPERATURE: number.pipe(modelTemperature).optional(),
  LLM_TIMEOUT: number.pipe(modelTimeout).optional(),
  JWT_SECRET_KEY: z.string().min(32).optional(),
  TOCSIN_HEARTBEAT_URLS: heartbeatUrls.optional(),
  TOCSIN_HEARTBEAT_INTERVAL: number.pipe(heartbeatInterval).optional(),
  TOCSIN_CANARY_INTERVAL: number.pipe(canaryInterval).optional(),
  TOPIC_PREFIX: z.string().min(1).optional(),
  BATCH_SIZE: number.pipe(z.int().min(1).max(BATCH_SIZE_MAX)).optional(),
  CONCURRENT_EVALUATIONS: number.pipe(evaluations).optional(),
  CACHE_TTL: number.pipe(cacheTtl).optional(),
});

function holdsNoPassword(text: string): boolean {
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

function isTlsOrLoopback(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
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
  /** Where people reach the platform, without a slash at the end; null when nobody has said. */
  externalUrl: string | null;
  logLevel: string;
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
  rateLimiting: { enabled: boolean; perMinutePerAddress: number };
  allowedReceiverNetworks: readonly string[];
  /** The server that mails go through, and whom they come from; null where none is named: then nobody is mailed. */
  mail: { smtpUrl: string; from: string } | null;
  /** Asked for rules where the grammar has none; null, as it is unless somebody names one: nobody is asked. */
  languageModel: LanguageModelConfig | null;
  /** Whose tokens let people in beside the platform's own. */
  issuers: readonly IssuerConfig[];
  watchdog: WatchdogConfig;
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
    port: env.PORT ?? file.system.port,
    externalUrl: env.TOCSIN_EXTERNAL_URL ?? file.system.external_url ?? null,
    logLevel: env.TOCSIN_LOG_LEVEL ?? 'info',
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
    kafkaAccess: kafkaAccessOf(env),
    kafkaBrokers: env.KAFKA_BROKERS?.split(',').map((broker) => broker.trim()) ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    jwtSecret: env.JWT_SECRET_KEY ?? file.security.jwt_secret ?? null,
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
  };
}

function kafkaAccessOf(env: z.output<typeof EnvironmentSchema>): KafkaAccess {
  const { KAFKA_SASL_MECHANISM: mechanism = 'scram-sha-512', KAFKA_SASL_USERNAME: username, KAFKA_TLS_CA: ca } = env;
  const { KAFKA_SASL_PASSWORD: password, KAFKA_TLS: isEncrypted = ca !== undefined } = env;
  if ((username === undefined) !== (password === undefined))
    throw new ConfigError(
      'environment variables KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD: one is there and one is missing; give both or neither',
    );
  if (mechanism === 'plain' && username !== undefined && !isEncrypted)
    throw new ConfigError(
      'environment variable KAFKA_SASL_MECHANISM: "plain" sends the password as it is; set KAFKA_TLS=true, or use scram-sha-512',
    );
  return {
    sasl: username === undefined || password === undefined ? null : { mechanism, username, password },
    tls: isEncrypted ? { ca: ca ?? null } : null,
  };
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

const secrets = [
  'JWT_SECRET_KEY',
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'LLM_API_KEY',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_TLS_CA',
  // Whoever knows where a heartbeat goes can send it.
  'TOCSIN_HEARTBEAT_URLS',
] as const;

const secretPaths = [
  ['security', 'jwt_secret'],
  ['watchdog', 'heartbeat_urls'],
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
    secrets.some((name) => name === path[0]) || secretPaths.some((secret) => secret.every((key, i) => key === path[i]))
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
