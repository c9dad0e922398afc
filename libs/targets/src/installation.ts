import { readFileSync } from 'node:fs';
import type { Config } from '@tocsin/runtime/config';
import { DEMO_TENANT } from '@tocsin/service-demo/demo-world';
import type { Installation } from '@tocsin/service-gateway/routes/installation';

interface Choice {
  readonly name: string;
  readonly isOn: boolean;
  /** What is so when it is on, and when it is off. */
  readonly on: string;
  readonly off: string;
}

/** What the configuration makes of an installation, in words for whoever looks at it. */
export function installationOf(config: Config): Installation {
  return {
    version: versionOf(new URL('../../../package.json', import.meta.url)),
    mode: config.mode,
    demo_tenant: hasDemo(config) ? DEMO_TENANT : null,
    features: choicesOf(config).map(({ name, isOn, on, off }) => ({ name, is_on: isOn, why: isOn ? on : off })),
  };
}

/** The demo plays in the one process that does everything. */
const hasDemo = ({ demo, mode }: Config): boolean => demo && mode === 'standalone';

function choicesOf(config: Config): Choice[] {
  const { healing, watchdog, ledger } = config;
  const witnesses = ledger.witnessWebhooks.length + [ledger.witnessFile, ledger.witnessKafka].filter(Boolean).length;
  return [
    {
      name: 'Predictions',
      isOn: config.mlFeatures,
      on: 'ENABLE_ML_FEATURES (ml_config.enabled) is true.',
      off: 'ENABLE_ML_FEATURES (ml_config.enabled) is false: nothing is predicted, and conditions on it stay unknown.',
    },
    {
      name: 'Apache Kafka',
      isOn: config.kafkaBrokers !== null,
      on: 'KAFKA_BROKERS names brokers.',
      off: 'KAFKA_BROKERS is not set: the log is the embedded one, in the home of the process.',
    },
    {
      name: 'PostgreSQL of your own',
      isOn: config.databaseUrl !== null,
      on: 'DATABASE_URL names a database.',
      off: 'DATABASE_URL is not set: the database is the embedded one, in the home of the process.',
    },
    {
      name: 'Redis',
      isOn: config.redisUrl !== null,
      on: 'REDIS_URL names a server.',
      off: 'REDIS_URL is not set: each gateway counts requests and keeps results by itself.',
    },
    {
      name: 'Mail',
      isOn: config.mail !== null,
      on: 'SMTP_URL names a server.',
      off: 'SMTP_URL is not set: receivers of the type email are refused.',
    },
    {
      name: 'Language model',
      isOn: config.languageModel !== null,
      on: 'LLM_BASE_URL and LLM_MODEL name one; it is asked where the grammar has no rule for what was written.',
      off: 'LLM_BASE_URL and LLM_MODEL are not set: rules from words are made by the grammar alone.',
    },
    {
      name: 'Healing in Kubernetes',
      isOn: healing.kubernetes !== null,
      on: 'TOCSIN_HEALING_KUBERNETES (healing.kubernetes) names a cluster; grants say who may touch what.',
      off: 'TOCSIN_HEALING_KUBERNETES (healing.kubernetes) is not set: nothing is done to Kubernetes.',
    },
    {
      name: 'Healing in Docker',
      isOn: healing.dockerSocket !== null,
      on: 'TOCSIN_HEALING_DOCKER (healing.docker_socket) names a socket; grants say who may touch what.',
      off: 'TOCSIN_HEALING_DOCKER (healing.docker_socket) is not set: nothing is done to containers.',
    },
    {
      name: 'Healing in AWS',
      isOn: healing.aws !== null,
      on: 'multicloud.aws_enabled is true; grants say who may touch what.',
      off: 'multicloud.aws_enabled is false: nothing is done to AWS.',
    },
    {
      name: 'Sign-in by other issuers',
      isOn: config.issuers.length > 0,
      on: 'security.issuers names whose tokens let people in.',
      off: 'security.issuers is empty: people come in by names and passwords, or by tokens of the platform.',
    },
    {
      name: 'Limits of requests',
      isOn: config.rateLimiting.enabled,
      on: 'security.enable_rate_limiting is true.',
      off: 'security.enable_rate_limiting is false: callers are not held back.',
    },
    {
      name: 'Heartbeat to the outside',
      isOn: watchdog.heartbeatUrls.length > 0,
      on: 'TOCSIN_HEARTBEAT_URLS (watchdog.heartbeat_urls) names who hears that the platform works.',
      off: 'TOCSIN_HEARTBEAT_URLS (watchdog.heartbeat_urls) is empty: nobody outside notices when the platform is out.',
    },
    {
      name: 'Witnesses of the record',
      isOn: witnesses > 0,
      on: 'The settings under ledger name who keeps its checkpoints.',
      off: 'Nobody outside keeps checkpoints: set TOCSIN_LEDGER_WITNESS, or name witnesses under ledger.',
    },
    {
      name: 'Demo',
      isOn: hasDemo(config),
      on: `TOCSIN_DEMO (system.demo) is true: it plays in the tenant ${DEMO_TENANT}.`,
      off: 'TOCSIN_DEMO (system.demo) is false, or the installation is of several processes.',
    },
  ];
}

function versionOf(file: URL): string {
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
