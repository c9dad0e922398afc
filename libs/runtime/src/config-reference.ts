import type { z } from 'zod';
import { EnvironmentSchema, FileSchema } from './config-schema.js';

type Environment = Record<keyof z.input<typeof EnvironmentSchema>, string>;
type FileSections = z.output<typeof FileSchema>;
type File = { [Section in keyof FileSections]: Record<keyof Required<FileSections[Section]>, string> };

/** What each key of the file means; the compiler insists that none is missing. */
const file: File = {
  system: {
    default_tenant: 'The tenant of the first token.',
    max_concurrent_evaluations: 'Evaluations on demand that are begun at a time.',
    evaluation_timeout: 'Seconds that a query, or a rule on demand, may take.',
    cache_ttl: 'Seconds that results about the platform itself are kept; 0: not at all.',
    host: 'The address to listen at.',
    port: "The gateway's port.",
    metrics_port:
      'Where each process tells metrics and health of itself; without it only the gateway does, at its own port.',
    topic_prefix: "Stands before every topic's name.",
    clock_interval_ms: 'How often the clock is written into the log.',
    snapshot_interval_ms: 'How often the evaluation writes down what it knows.',
    history_retention_hours: 'For how long samples are kept.',
    demo: 'Whether the tenant `demo` is played, in one process.',
    external_url: 'Where people reach the platform; links in notifications begin with it.',
  },
  security: {
    jwt_secret: 'Signs tokens; `JWT_SECRET_KEY` is the better place.',
    enable_rate_limiting: 'Whether requests are counted and refused.',
    max_requests_per_minute: 'Requests of one address, before anybody knows whose they are.',
    allowed_receiver_networks: 'Networks beside public ones that notifications and other requests may go to.',
    issuers: 'Other issuers whose tokens let people in: keys, algorithms, and what their claims mean here.',
  },
  ml_config: {
    enabled: 'Whether anything is predicted.',
    cpu_share: 'Share of one core that forecasts may take; 1: nothing is put off.',
    confidence_threshold: 'With less confidence no setting of a rule is recommended.',
    model_retrain_interval: 'Days that a model is left in use which does well.',
    model_path: 'The folder of released models.',
    model_keys: 'The folder of the public keys that may sign one.',
  },
  language_model: {
    base_url: 'Where a language model is asked for rules that the grammar has none for; nobody is asked without it.',
    model: 'Which model is asked.',
    max_tokens: 'Tokens of an answer.',
    temperature: 'How freely it answers.',
    timeout: 'Seconds that an answer may take.',
  },
  mail: { from: 'Whom mails come from.' },
  watchdog: {
    heartbeat_urls: 'Where heartbeats are sent while the platform works.',
    heartbeat_interval: 'Seconds between heartbeats.',
    canary_interval: 'Seconds between canaries.',
  },
  ledger: {
    witness_file: 'A file that each checkpoint of the ledger is added to.',
    witness_webhooks: 'Who is told each checkpoint by a request, and the key that it signs with.',
    witness_kafka: 'Brokers and topic of another cluster that is told each checkpoint.',
  },
  healing: {
    kubernetes: 'A kubeconfig, or `in_cluster`; without it nothing is done to Kubernetes.',
    docker_socket: "Docker's socket; without it nothing is done to containers.",
    grants: 'Which tenants may touch which targets.',
    break_glass_minutes: "For how long an admin's approval alone grants anything.",
  },
  multicloud: { aws_enabled: 'Whether instances and groups of AWS can be healed.' },
};

/** What each variable of the environment means; one that has a key of the file stands over it. */
const environment: Environment = {
  ALERT_ENGINE_MODE: '`standalone`: all in one process; `production`: one of a cluster.',
  TOCSIN_HOME: 'Where everything is kept that a run writes.',
  TOCSIN_CONFIG: 'The file of settings, where it is not `config/monitoring.yaml`.',
  TOCSIN_INSTANCE: 'Tells processes of one service apart.',
  ENABLE_ML_FEATURES: '`ml_config.enabled`.',
  ML_CPU_SHARE: '`ml_config.cpu_share`.',
  ML_MODEL_PATH: '`ml_config.model_path`.',
  ML_MODEL_KEYS: '`ml_config.model_keys`.',
  TOCSIN_DEMO: '`system.demo`.',
  TOCSIN_DEMO_DATA: 'A folder of recorded metrics for the demo.',
  OTEL_SDK_DISABLED: 'With `true` nothing is traced.',
  OTEL_TRACES_EXPORTER: '`otlp`, or `none`: nothing is traced.',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'Where traces go; `/v1/traces` is added. Without it nothing is traced.',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'The same, whole, for traces alone.',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'Only `http/protobuf` is spoken.',
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'The same, for traces alone.',
  OTEL_TRACES_SAMPLER: 'Which traces are recorded; `parentbased_traceidratio` when left out.',
  OTEL_TRACES_SAMPLER_ARG: 'The share of those that nobody outside began; 0.1 when left out.',
  PROFILING: '`cpu`: profiles of the process are written into its home; `off` when left out.',
  PROFILING_SECONDS: 'Seconds of one profile.',
  TOCSIN_LOG_LEVEL: 'From `trace` to `fatal`; `info` when left out.',
  TOCSIN_SNAPSHOT_INTERVAL_MS: '`system.snapshot_interval_ms`.',
  TOCSIN_HISTORY_DIRECTORY: 'Where samples are kept, if not in the home.',
  HISTORY_HOST: 'Where a history process listens for gateways.',
  HISTORY_PORT: 'At which port it does; 8010 when left out.',
  HISTORY_URLS: 'All history processes, with commas in between.',
  HOST: '`system.host`.',
  METRICS_PORT: '`system.metrics_port`.',
  PORT: '`system.port`.',
  TOCSIN_EXTERNAL_URL: '`system.external_url`.',
  KAFKA_BROKERS: 'The brokers, with commas in between; without them the log is a file of this process.',
  KAFKA_SASL_MECHANISM: '`scram-sha-512` when left out.',
  KAFKA_SASL_USERNAME: 'Under which name Kafka knows the process.',
  KAFKA_SASL_PASSWORD: 'Its password.',
  KAFKA_TLS: 'Whether the line to Kafka is encrypted.',
  KAFKA_TLS_CA: "Certificates to trust, in PEM, where they are not the system's.",
  DATABASE_URL: 'PostgreSQL, as an owner who may make roles; without it one process starts its own.',
  REDIS_URL: 'Redis, by which gateways share counts and results; without it each has its own.',
  SMTP_URL: 'The server that mails go through; without it nobody is mailed.',
  MAIL_FROM: '`mail.from`.',
  LLM_BASE_URL: '`language_model.base_url`.',
  LLM_MODEL: '`language_model.model`.',
  LLM_API_KEY: 'What it lets its callers in by.',
  LLM_MAX_TOKENS: '`language_model.max_tokens`.',
  LLM_TEMPERATURE: '`language_model.temperature`.',
  LLM_TIMEOUT: '`language_model.timeout`.',
  JWT_SECRET_KEY: 'Signs tokens: at least 32 characters, the same for all processes.',
  ENCRYPTION_KEY:
    "Wraps tenants' data keys: 32 bytes as hex digits or in Base64, or `vault`; several with commas while they are changed.",
  VAULT_ADDR: 'The vault that `vault` stands for.',
  VAULT_TOKEN: 'What lets us in there.',
  VAULT_TRANSIT_MOUNT: 'Where its transit engine lies; `transit` when left out.',
  VAULT_TRANSIT_KEY: 'The key there.',
  TOCSIN_HEARTBEAT_URLS: '`watchdog.heartbeat_urls`, with commas in between.',
  TOCSIN_HEARTBEAT_INTERVAL: '`watchdog.heartbeat_interval`.',
  TOCSIN_CANARY_INTERVAL: '`watchdog.canary_interval`.',
  TOCSIN_LEDGER_WITNESS: '`ledger.witness_file`.',
  TOCSIN_LEDGER_WITNESS_URL: 'One witness in place of `ledger.witness_webhooks`.',
  TOCSIN_LEDGER_WITNESS_KEY: 'What it signs with.',
  WITNESS_KAFKA_BROKERS: "`ledger.witness_kafka`'s brokers.",
  WITNESS_KAFKA_TOPIC: 'Its topic.',
  WITNESS_KAFKA_SASL_MECHANISM: 'As `KAFKA_SASL_MECHANISM`, for that cluster.',
  WITNESS_KAFKA_SASL_USERNAME: 'As `KAFKA_SASL_USERNAME`.',
  WITNESS_KAFKA_SASL_PASSWORD: 'As `KAFKA_SASL_PASSWORD`.',
  WITNESS_KAFKA_TLS: 'As `KAFKA_TLS`.',
  WITNESS_KAFKA_TLS_CA: 'As `KAFKA_TLS_CA`.',
  TOCSIN_HEALING_KUBERNETES: '`healing.kubernetes`.',
  TOCSIN_HEALING_DOCKER: '`healing.docker_socket`.',
  AWS_REGION: 'The region that healing reaches.',
  AWS_ENDPOINT_URL: "Another endpoint in place of Amazon's own.",
  TOPIC_PREFIX: '`system.topic_prefix`.',
  BATCH_SIZE: 'Rules of one batch of an evaluation on demand; 50 when left out.',
  CONCURRENT_EVALUATIONS: '`system.max_concurrent_evaluations`.',
  CACHE_TTL: 'Seconds that results of rules and queries are kept; 300 when left out.',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/**
 * The reference of all settings in Markdown, from the schemas that check them.
 *
 * @param secrets - variables whose value may lie in a file that `X_FILE` names
 */
export function configurationReference(secrets: readonly string[]): string {
  const defaults = FileSchema.parse({}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const sections = Object.entries(file).map(([section, keys]) => {
    const rows = Object.entries(keys).map(([key, meaning]) => {
      const value = defaults[section]?.[key];
      return row(
        `\`${key}\``,
        meaning,
        value === undefined || value === null ? 'none' : `\`${JSON.stringify(value)}\``,
      );
    });
    return [`### ${section}`, '', '| key | what it says | when left out |', '| --- | --- | --- |', ...rows, ''].join(
      '\n',
    );
  });
  const variables = Object.entries(environment).map(([name, meaning]) =>
    row(`\`${name}\``, secrets.includes(name) ? `${meaning} A secret.` : meaning),
  );
  return [
    '# Settings',
    '',
    'Written by `npm run contracts` from the schemas that check the settings.',
    '',
    'They are read once, at the start: `config/monitoring.yaml` (or what `TOCSIN_CONFIG` names), then the environment over it. What is',
    'wrong ends the process and is told with its name, its value and what was expected; an unknown key of the file is wrong.',
    'A secret `X` may lie in a file that `X_FILE` names.',
    '',
    '## The environment',
    '',
    '| variable | what it says |',
    '| --- | --- |',
    ...variables,
    '',
    '## The file',
    '',
    ...sections,
  ].join('\n');
}
