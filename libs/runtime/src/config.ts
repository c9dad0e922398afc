import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** A setting that cannot be used; `message` names the key, the value and what was expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.int().min(0).max(65_535);

const FileSchema = z.strictObject({
  system: z
    .strictObject({
      default_tenant: z
        .string()
        .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/)
        .default('acme_main'),
      max_concurrent_evaluations: z.int().min(1).default(100),
      evaluation_timeout: z.number().positive().default(30),
      cache_ttl: z.number().min(0).default(60),
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
    })
    .prefault({}),
  security: z
    .strictObject({
      jwt_secret: z.string().min(32).optional(),
      enable_rate_limiting: z.boolean().default(true),
      max_requests_per_minute: z.int().min(1).default(1000),
      allowed_receiver_networks: z.array(z.string()).default(['127.0.0.0/8', '::1/128']),
    })
    .prefault({}),
});

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const number = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number);

const addresses = z
  .string()
  .transform((text) => text.split(',').map((address) => address.trim()))
  .refine((list) => list.every(isHttpAddress), 'give addresses such as http://127.0.0.1:8010, with commas in between');

/** Environment variables that are read, each with the key of the file that it overrides or a name of its own. */
const EnvironmentSchema = z.object({
  ALERT_ENGINE_MODE: z.enum(['standalone', 'production']).optional(),
  TOCSIN_HOME: z.string().min(1).optional(),
  TOCSIN_CONFIG: z.string().min(1).optional(),
  TOCSIN_INSTANCE: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,60}$/)
    .optional(),
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
  KAFKA_BROKERS: z.string().min(1).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  JWT_SECRET_KEY: z.string().min(32).optional(),
  TOPIC_PREFIX: z.string().min(1).optional(),
});

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

export interface Config {
  mode: 'standalone' | 'production';
  /** Where a standalone run keeps everything it writes. */
  home: string;
  /** Tells processes of one service apart. */
  instance: string;
  host: string;
  port: number;
  logLevel: string;
  defaultTenant: string;
  topicPrefix: string;
  clockIntervalMs: number;
  snapshotIntervalMs: number;
  evaluationTimeoutMs: number;
  history: HistoryConfig;
  demo: boolean;
  /** A directory that may hold recorded series (NAB's CSV files) for the demo tenant. */
  demoData: string;
  kafkaBrokers: readonly string[] | null;
  databaseUrl: string | null;
  redisUrl: string | null;
  jwtSecret: string | null;
  rateLimiting: { enabled: boolean; perMinutePerAddress: number };
  allowedReceiverNetworks: readonly string[];
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
    logLevel: env.TOCSIN_LOG_LEVEL ?? 'info',
    defaultTenant: file.system.default_tenant,
    topicPrefix: env.TOPIC_PREFIX ?? file.system.topic_prefix,
    clockIntervalMs: file.system.clock_interval_ms,
    snapshotIntervalMs: env.TOCSIN_SNAPSHOT_INTERVAL_MS ?? file.system.snapshot_interval_ms,
    evaluationTimeoutMs: file.system.evaluation_timeout * 1000,
    history: historyOf(env, {
      // Processes of a cluster may share a home; each keeps samples of its own.
      directory: mode === 'standalone' ? `${home}/history` : `${home}/history-${env.TOCSIN_INSTANCE ?? '1'}`,
      retentionHours: file.system.history_retention_hours,
    }),
    demo: env.TOCSIN_DEMO ?? file.system.demo,
    demoData: env.TOCSIN_DEMO_DATA ?? `${root}/../shared/data/nab/realAWSCloudwatch`,
    kafkaBrokers: env.KAFKA_BROKERS?.split(',').map((broker) => broker.trim()) ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    jwtSecret: env.JWT_SECRET_KEY ?? file.security.jwt_secret ?? null,
    rateLimiting: {
      enabled: file.security.enable_rate_limiting,
      perMinutePerAddress: file.security.max_requests_per_minute,
    },
    allowedReceiverNetworks: file.security.allowed_receiver_networks,
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

const secrets = ['JWT_SECRET_KEY', 'DATABASE_URL', 'REDIS_URL'] as const;

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
    const shown = secrets.some((name) => name === issue.path[0]) ? '(hidden)' : JSON.stringify(value);
    return `${where} ${issue.path.join('.')}: ${shown} cannot be used; ${issue.message}`;
  });
  throw new ConfigError(lines.join('\n'));
}
