import { z } from 'zod';
import { tracingVariables } from './tracing-config.js';

/** An address of the web; nothing further is said of one that does not parse. */
const webAddress = z.url({
  protocol: /^https?$/,
  error: 'give an address that begins with https:// or http://',
  abort: true,
});
const port = z.int().min(0).max(65_535);
/** Most rules of a batch: they wait for the samples of all of them. */
const BATCH_SIZE_MAX = 1_000;
/** Seconds of one profile: long enough to say something, short enough to say when. */
const profileSeconds = z.int().min(5).max(600);
const evaluations = z.int().min(1).max(10_000);
/** Seconds; what is older than a day is nothing that anybody looks for again. */
const cacheTtl = z.number().min(0).max(86_400);
/** Of one core. Forecasts are made in one thread, so that with 1 none is ever put off. */
const cpuShare = z.number().min(0.01).max(1);

/** An issuer of tokens elsewhere. Its keys decide who comes in, so they are fetched by TLS, save on this machine. */
export const IssuerSchema = z
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

/** Each is told every checkpoint; a few that do not know each other are better than many. */
const WITNESS_WEBHOOKS_MAX = 8;
/** A witness's key as the service that compares it (compliance) takes it: NAME+ID+KEY. */
const witnessKey = z
  .string()
  .regex(
    /^[^\s+]+\+[0-9a-f]{8}\+[0-9A-Za-z+/]{44}$/,
    'give the key as the witness publishes it (c2sp.org/signed-note), such as witness.example+0123abcd+BASE64',
  );
const witnessUrl = webAddress.refine(holdsNoPassword, 'must not hold a user or password');
const witnessWebhook = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'give a name of letters, digits, dots, colons, underscores and hyphens')
    .optional(),
  url: witnessUrl,
  key: witnessKey.optional(),
});
const kafkaTopic = z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'give the name of a topic');
const saslMechanism = z.enum(['plain', 'scram-sha-256', 'scram-sha-512']);
const certificates = z.string().startsWith('-----BEGIN CERTIFICATE-----', 'give certificates in PEM');

/** Whose targets a tenant may touch; an operator writes some lines for each tenant. */
const GRANTS_MAX = 1_000;
/** A target as plans name it; a star at the end stands for whatever follows. */
const grantedTarget = z
  .string()
  .regex(/^(?:kubernetes|docker|aws)\/[^*]*\*?$/, 'give a target such as kubernetes/shop/*, docker/web or aws/group/*');
const grant = z.strictObject({ tenant: z.string().min(1), targets: z.array(grantedTarget).min(1).max(GRANTS_MAX) });
const kubeconfig = z.string().min(1);
const dockerSocket = z.string().startsWith('/', 'give the path of a socket, such as /var/run/docker.sock');

/** What the file of settings may say. */
export const FileSchema = z.strictObject({
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
      metrics_port: port.nullable().default(null),
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
  ledger: z
    .strictObject({
      witness_file: z.string().min(1).nullable().default(null),
      witness_webhooks: z.array(witnessWebhook).max(WITNESS_WEBHOOKS_MAX).default([]),
      witness_kafka: z
        .strictObject({ brokers: z.array(z.string().min(1)).min(1).max(100), topic: kafkaTopic })
        .nullable()
        .default(null),
    })
    .prefault({}),
  healing: z
    .strictObject({
      kubernetes: kubeconfig.nullable().default(null),
      docker_socket: dockerSocket.nullable().default(null),
      grants: z.array(grant).max(GRANTS_MAX).default([]),
      /** For how long an admin's approval alone grants anything: long enough to begin, and no standing right. */
      break_glass_minutes: z.int().min(1).max(60).default(15),
    })
    .prefault({}),
  multicloud: z.strictObject({ aws_enabled: z.boolean().default(false) }).prefault({}),
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

/**
 * 32 bytes each, as hex digits or in Base64, or the word "vault" for the one of VAULT_TRANSIT_KEY; the first one wraps, the
 * others open what they have wrapped.
 */
const encryptionKeys = z
  .string()
  .transform((text) => text.split(',').map((key) => keyBytesOf(key.trim())))
  .refine(
    (keys): keys is (Uint8Array | 'vault')[] => keys.every((key) => key !== null),
    'give keys of 32 bytes, each as 64 hex digits or in Base64, or the word vault, with commas in between; `openssl rand -base64 32` makes one',
  );

const heartbeatUrls = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .pipe(z.array(heartbeatUrl).min(1).max(HEARTBEAT_URLS_MAX));

/** Environment variables that are read, each with the key of the file that it overrides or a name of its own. */
export const EnvironmentSchema = z.object({
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
  ...tracingVariables,
  PROFILING: z.enum(['off', 'cpu']).optional(),
  PROFILING_SECONDS: number.pipe(profileSeconds).optional(),
  TOCSIN_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).optional(),
  TOCSIN_SNAPSHOT_INTERVAL_MS: number.optional(),
  TOCSIN_HISTORY_DIRECTORY: z.string().min(1).optional(),
  HISTORY_HOST: z.string().min(1).optional(),
  HISTORY_PORT: number.pipe(port).optional(),
  HISTORY_URLS: addresses.optional(),
  HOST: z.string().min(1).optional(),
  METRICS_PORT: number.pipe(port).optional(),
  PORT: number.pipe(port).optional(),
  TOCSIN_EXTERNAL_URL: externalUrl.optional(),
  KAFKA_BROKERS: z.string().min(1).optional(),
  KAFKA_SASL_MECHANISM: saslMechanism.optional(),
  KAFKA_SASL_USERNAME: z.string().min(1).optional(),
  KAFKA_SASL_PASSWORD: z.string().min(1).optional(),
  KAFKA_TLS: flag.optional(),
  KAFKA_TLS_CA: certificates.optional(),
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
  ENCRYPTION_KEY: encryptionKeys.optional(),
  VAULT_ADDR: webAddress
    .refine(isTlsOrLoopback, 'use https; http is taken for 127.0.0.1 only')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  VAULT_TOKEN: z.string().min(1).optional(),
  VAULT_TRANSIT_MOUNT: z
    .string()
    .regex(/^[\w-]+(\/[\w-]+)*$/)
    .optional(),
  VAULT_TRANSIT_KEY: z
    .string()
    .regex(/^[\w.-]+$/)
    .optional(),
  TOCSIN_HEARTBEAT_URLS: heartbeatUrls.optional(),
  TOCSIN_HEARTBEAT_INTERVAL: number.pipe(heartbeatInterval).optional(),
  TOCSIN_LEDGER_WITNESS: z.string().min(1).optional(),
  TOCSIN_LEDGER_WITNESS_URL: witnessUrl.optional(),
  TOCSIN_LEDGER_WITNESS_KEY: witnessKey.optional(),
  WITNESS_KAFKA_BROKERS: z.string().min(1).optional(),
  WITNESS_KAFKA_TOPIC: kafkaTopic.optional(),
  WITNESS_KAFKA_SASL_MECHANISM: saslMechanism.optional(),
  WITNESS_KAFKA_SASL_USERNAME: z.string().min(1).optional(),
  WITNESS_KAFKA_SASL_PASSWORD: z.string().min(1).optional(),
  WITNESS_KAFKA_TLS: flag.optional(),
  WITNESS_KAFKA_TLS_CA: certificates.optional(),
  TOCSIN_CANARY_INTERVAL: number.pipe(canaryInterval).optional(),
  TOCSIN_HEALING_KUBERNETES: kubeconfig.optional(),
  TOCSIN_HEALING_DOCKER: dockerSocket.optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'give a region such as eu-central-1')
    .optional(),
  AWS_ENDPOINT_URL: webAddress.optional(),
  TOPIC_PREFIX: z.string().min(1).optional(),
  BATCH_SIZE: number.pipe(z.int().min(1).max(BATCH_SIZE_MAX)).optional(),
  CONCURRENT_EVALUATIONS: number.pipe(evaluations).optional(),
  CACHE_TTL: number.pipe(cacheTtl).optional(),
});

function keyBytesOf(text: string): Uint8Array | 'vault' | null {
  if (text === 'vault') return text;
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return bytes.length === 32 && /^[\w+/-]+=?$/.test(text) ? bytes : null;
}

function holdsNoPassword(text: string): boolean {
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/** Whether nothing that is sent there can be overheard on the way. */
export function isTlsOrLoopback(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
