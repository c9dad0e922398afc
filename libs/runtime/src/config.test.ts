import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './config.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tocsin-config-'));
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  port: 8123\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const errorOf = (environment: Record<string, string>): string => {
  try {
    load(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
const load = (environment: Record<string, string> = {}) => loadConfig({ environment, root });

describe('loadConfig', () => {
  it('takes the file, and the environment over it', () => {
    expect(load().port).toBe(8123);
    expect(load({ PORT: '9000' }).port).toBe(9000);
    expect(load({ KAFKA_BROKERS: 'a:1, b:2' }).kafkaBrokers).toEqual(['a:1', 'b:2']);
  });

  it('traces nothing unless an endpoint is named, and then a tenth of what nobody outside has begun', () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://jaeger:4318';
    expect(load().tracing).toBeNull();
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT }).tracing).toEqual({ sampler: 'parentbased_traceidratio', ratio: 0.1 });
    const told = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://a/v1/traces', OTEL_TRACES_SAMPLER: 'traceidratio' };
    expect(load({ ...told, OTEL_TRACES_SAMPLER_ARG: '.5' }).tracing).toEqual({ sampler: 'traceidratio', ratio: 0.5 });
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: 'true' }).tracing).toBeNull();
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }).tracing).toBeNull();
    // As OpenTelemetry's specification has it, an empty variable is one that is not there.
    expect(load({ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_SAMPLER: '' }).tracing).toBeNull();
  });

  it.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'jaeger:4318' },
      /OTEL_EXPORTER_OTLP_ENDPOINT: .* give an address that begins with/,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://u:p@jaeger' }, /OTEL_EXPORTER_OTLP_ENDPOINT: \(hidden\).*OTLP_HEADERS/],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /"grpc" cannot be used; only http\/protobuf is spoken; port 4318/],
    [{ OTEL_TRACES_SAMPLER: 'often' }, /OTEL_TRACES_SAMPLER: "often"/],
    [{ OTEL_TRACES_SAMPLER_ARG: '10%' }, /OTEL_TRACES_SAMPLER_ARG: "10%" cannot be used; give a number from 0 to 1/],
    [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, /from 0 to 1/],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /OTEL_TRACES_EXPORTER: "zipkin"/],
  ])('refuses traces that it cannot make: %j', (environment, message) => {
    expect(errorOf(environment)).toMatch(message);
  });

  it('makes profiles of the CPU only where it is told to, of half a minute or as long as it is told', () => {
    expect(load().profiling).toBeNull();
    expect(load({ PROFILING: 'off' }).profiling).toBeNull();
    expect(load({ PROFILING: 'cpu' }).profiling).toEqual({ directory: `${root}/.tocsin/profiles`, periodMs: 30_000 });
    expect(load({ PROFILING: 'cpu', PROFILING_SECONDS: '10' }).profiling?.periodMs).toBe(10_000);
    expect(errorOf({ PROFILING: 'on' })).toContain('PROFILING: "on"');
    expect(errorOf({ PROFILING_SECONDS: '1' })).toContain('PROFILING_SECONDS: "1"');
  });

  it('gives forecasts a quarter of a core, or as much of one as it is told', () => {
    expect(load().mlCpuShare).toBe(0.25);
    expect(load({ ML_CPU_SHARE: '1' }).mlCpuShare).toBe(1);
    expect(errorOf({ ML_CPU_SHARE: '25' })).toContain('environment variable ML_CPU_SHARE: "25" cannot be used');
  });

  it('leaves a model in use for a week, or for as many days as the file says', () => {
    expect(load().models.retrainIntervalMs).toBe(168 * 3_600_000);
    writeFileSync(join(root, 'config/monitoring.yaml'), 'ml_config:\n  model_retrain_interval: 0.5\n');
    expect(load().models.retrainIntervalMs).toBe(12 * 3_600_000);
    writeFileSync(join(root, 'config/monitoring.yaml'), 'ml_config:\n  model_retrain_interval: 0\n');
    expect(load).toThrow(/ml_config\.model_retrain_interval: 0 cannot be used/);
  });

  it('names an unknown key of the file', () => {
    writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  prot: 1\n');
    expect(load).toThrow(/unknown key system\.prot/);
  });

  it('names the variable, its value and what was expected', () => {
    expect(() => load({ PORT: '8105', METRICS_PORT: '8105' })).toThrow(/METRICS_PORT: 8105 is PORT as well/);
    expect(load({ PORT: '0', METRICS_PORT: '0' })).toMatchObject({ port: 0, metricsPort: 0 });
    expect(() => load({ PORT: 'http' })).toThrow(/environment variable PORT: "http" cannot be used/);
    expect(() => load({ ALERT_ENGINE_MODE: 'cluster' })).toThrow(/"standalone"\|"production"/);
  });

  it.each([
    ['PORT', 'abc'],
    ['TOCSIN_HEARTBEAT_INTERVAL', '15s'],
  ])('says in words that %s is to be a number, once', (name, value) => {
    expect(errorOf({ [name]: value })).toBe(
      `environment variable ${name}: "${value}" cannot be used; give a number, in digits and without a unit`,
    );
  });

  it('takes models from the folder that is named, from the root on, and trusts the keys of another', () => {
    const tenantsDirectory = `${root}/.tocsin/models`;
    expect(load().models).toMatchObject({
      releasedDirectory: `${root}/models`,
      tenantsDirectory,
      releaseKeysDirectory: `${root}/config/model-keys`,
    });
    expect(load({ ML_MODEL_PATH: 'other/models', ML_MODEL_KEYS: '/keys' }).models).toMatchObject({
      releasedDirectory: `${root}/other/models`,
      tenantsDirectory,
      releaseKeysDirectory: '/keys',
    });
  });

  it('reads a secret from the file that X_FILE names, and never shows a secret', () => {
    writeFileSync(join(root, 'secret'), `${'s'.repeat(40)}\n`);
    expect(load({ JWT_SECRET_KEY_FILE: join(root, 'secret') }).jwtSecret).toBe('s'.repeat(40));
    expect(() => load({ JWT_SECRET_KEY: 'short' })).toThrow(/JWT_SECRET_KEY: \(hidden\)/);
  });

  it('takes several keys that wrap, in either writing, and the one of a vault, and shows none of them', () => {
    expect([load().encryptionKeys, load().vault]).toEqual([null, null]);
    const [hex, base64] = ['ab'.repeat(32), Buffer.alloc(32, 7).toString('base64')];
    const vault = { VAULT_ADDR: 'https://vault.example/', VAULT_TOKEN: 'token', VAULT_TRANSIT_KEY: 'tocsin' };
    const { encryptionKeys, vault: named } = load({ ENCRYPTION_KEY: `${hex}, ${base64},vault`, ...vault });
    expect(encryptionKeys).toEqual([Buffer.alloc(32, 0xab), Buffer.alloc(32, 7), 'vault']);
    expect(named).toEqual({ address: 'https://vault.example', token: 'token', mount: 'transit', key: 'tocsin' });
    for (const keys of ['', hex.slice(1), `${hex},`, `${base64}=`, 'x'.repeat(32)])
      expect(() => load({ ENCRYPTION_KEY: keys })).toThrow(/ENCRYPTION_KEY: \(hidden\)/);
    expect(() => load({ VAULT_TRANSIT_KEY: 'tocsin', VAULT_ADDR: 'https://vault.example' })).toThrow(/VAULT_TOKEN/);
    expect(() => load({ ...vault, VAULT_ADDR: 'http://vault.example' })).toThrow(/VAULT_ADDR/);
  });

  it('knows where it is reached from outside when it is told, without a slash at the end', () => {
    expect(load().externalUrl).toBeNull();
    expect(load({ TOCSIN_EXTERNAL_URL: 'https://tocsin.example/alerts/' }).externalUrl).toBe(
      'https://tocsin.example/alerts',
    );
    writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  external_url: https://tocsin.example\n');
    expect(load().externalUrl).toBe('https://tocsin.example');
    for (const bad of ['tocsin.example', 'ftp://a', 'https://a/?b=c', 'javascript:alert(1)'])
      expect(() => load({ TOCSIN_EXTERNAL_URL: bad })).toThrow(/TOCSIN_EXTERNAL_URL/);
  });

  it('bounds evaluations on demand, and keeps results, by the file and the environment over it', () => {
    expect(load()).toMatchObject({
      evaluation: { batchSize: 50, concurrentMax: 100, timeoutMs: 30_000 },
      cacheTtls: { results: 300_000, system: 60_000 },
    });
    writeFileSync(
      join(root, 'config/monitoring.yaml'),
      'system:\n  max_concurrent_evaluations: 7\n  evaluation_timeout: 1.5\n  cache_ttl: 0\n',
    );
    expect(load()).toMatchObject({
      evaluation: { batchSize: 50, concurrentMax: 7, timeoutMs: 1_500 },
      cacheTtls: { results: 300_000, system: 0 },
    });
    expect(load({ BATCH_SIZE: '20', CONCURRENT_EVALUATIONS: '40', CACHE_TTL: '0.5' })).toMatchObject({
      evaluation: { batchSize: 20, concurrentMax: 40 },
      cacheTtls: { results: 500, system: 0 },
    });
    for (const [name, value] of [
      ['BATCH_SIZE', '0'],
      ['BATCH_SIZE', '1.5'],
      ['CONCURRENT_EVALUATIONS', 'many'],
      ['CACHE_TTL', '-1'],
      ['CACHE_TTL', '100000'],
    ] as const)
      expect(() => load({ [name]: value })).toThrow(`environment variable ${name}: "${value}" cannot be used`);
  });

  it('mails nobody until a server is named, and never shows the password that is in its address', () => {
    expect(load().mail).toBeNull();
    const smtpUrl = 'smtp://user:password@mail.example:587';
    expect(load({ SMTP_URL: smtpUrl, MAIL_FROM: 'a@example.org' }).mail).toEqual({ smtpUrl, from: 'a@example.org' });
    writeFileSync(join(root, 'secret'), `${smtpUrl}\n`);
    expect(load({ SMTP_URL_FILE: join(root, 'secret') }).mail?.smtpUrl).toBe(smtpUrl);
    expect(() => load({ SMTP_URL: 'http://user:password@mail.example' })).toThrow(/SMTP_URL: \(hidden\)/);
  });

  it('keeps samples in the home for a day, each process of a cluster its own, unless it is told otherwise', () => {
    const day = { retentionMs: 86_400_000, host: '127.0.0.1', port: 8010, urls: ['http://127.0.0.1:8010'] };
    expect(load().history).toEqual({ ...day, directory: `${root}/.tocsin/history` });
    const second = { ALERT_ENGINE_MODE: 'production', TOCSIN_INSTANCE: '2', HISTORY_PORT: '9010' };
    expect(load(second).history).toMatchObject({
      directory: `${root}/.tocsin/history-2`,
      port: 9010,
      urls: ['http://127.0.0.1:9010'],
    });
    expect(load({ TOCSIN_HISTORY_DIRECTORY: '/volume' }).history.directory).toBe('/volume');
    expect(load({ HISTORY_URLS: 'http://a:1, https://b' }).history.urls).toEqual(['http://a:1', 'https://b']);
    expect(() => load({ HISTORY_URLS: 'http://a:1,b:2' })).toThrow(/HISTORY_URLS: .*give addresses such as/);
    writeFileSync(join(root, 'config/monitoring.yaml'), 'system:\n  history_retention_hours: 48\n');
    expect(load().history.retentionMs).toBe(2 * 86_400_000);
  });

  it('sends heartbeats nowhere until it is told where, and never shows where', () => {
    expect(load().watchdog).toEqual({ heartbeatUrls: [], heartbeatIntervalMs: 60_000, canaryIntervalMs: 30_000 });
    writeFileSync(
      join(root, 'config/monitoring.yaml'),
      'watchdog:\n  heartbeat_urls: [https://beat.example/a]\n  canary_interval: 10\n',
    );
    expect(load().watchdog).toMatchObject({ heartbeatUrls: ['https://beat.example/a'], canaryIntervalMs: 10_000 });
    const over = { TOCSIN_HEARTBEAT_URLS: 'https://b.example/1, http://c.example/2', TOCSIN_HEARTBEAT_INTERVAL: '300' };
    expect(load(over).watchdog).toMatchObject({
      heartbeatUrls: ['https://b.example/1', 'http://c.example/2'],
      heartbeatIntervalMs: 300_000,
    });
    writeFileSync(join(root, 'urls'), 'https://d.example/secret\n');
    expect(load({ TOCSIN_HEARTBEAT_URLS_FILE: join(root, 'urls') }).watchdog.heartbeatUrls).toEqual([
      'https://d.example/secret',
    ]);
  });

  it.each(['ftp://beat.example', 'beat.example', '', 'https://user:word@beat.example', 'https://:word@a.example'])(
    'takes no heartbeat to %p',
    (urls) => {
      expect(() => load({ TOCSIN_HEARTBEAT_URLS: urls })).toThrow(/TOCSIN_HEARTBEAT_URLS[. 0-9]*: \(hidden\)/);
      writeFileSync(join(root, 'config/monitoring.yaml'), `watchdog:\n  heartbeat_urls: ${JSON.stringify([urls])}\n`);
      expect(load).toThrow(/watchdog\.heartbeat_urls\.0: \(hidden\)/);
    },
  );

  it('says of an address without a scheme that the scheme is missing, and nothing else', () => {
    expect(errorOf({ TOCSIN_HEARTBEAT_URLS: 'beat.example/abc' })).toBe(
      'environment variable TOCSIN_HEARTBEAT_URLS.0: (hidden) cannot be used; give an address that begins with https:// or http://',
    );
    expect(errorOf({ TOCSIN_HEARTBEAT_URLS: 'https://user@beat.example' })).toMatch(
      /; must not hold a user or password$/,
    );
  });

  it('names what is wrong with its other figures', () => {
    expect(() => load({ TOCSIN_CANARY_INTERVAL: '600' })).toThrow(/TOCSIN_CANARY_INTERVAL: "?600/);
    expect(() => load({ TOCSIN_HEARTBEAT_INTERVAL: 'often' })).toThrow(/TOCSIN_HEARTBEAT_INTERVAL: "often"/);
    writeFileSync(join(root, 'config/monitoring.yaml'), 'watchdog:\n  heartbeat_url: https://beat.example\n');
    expect(load).toThrow(/unknown key watchdog\.heartbeat_url/);
  });

  describe('of issuers elsewhere', () => {
    const sound = [
      'issuer: https://login.example.org',
      'audience: tocsin',
      'jwks_url: https://login.example.org/jwks',
      'algorithms: [RS256]',
      'tenant: acme',
      'role_claim: groups',
      'roles: { admins: admin }',
    ];
    const write = (...lines: string[]): void => {
      const text = lines.map((line, i) => `${i === 0 ? '    - ' : '      '}${line}`).join('\n');
      writeFileSync(join(root, 'config/monitoring.yaml'), `security:\n  issuers:\n${text}\n`);
    };
    const without = (key: string): string[] => sound.filter((line) => !line.startsWith(`${key}:`));

    it('takes one tenant, or a claim and the tenants that it may name', () => {
      write(...sound);
      expect(load().issuers).toMatchObject([
        { tenantClaim: null, tenants: { '*': 'acme' }, roles: { admins: 'admin' } },
      ]);
      write(...without('tenant'), 'tenant_claim: company', 'tenants: { Acme: acme }');
      expect(load().issuers).toMatchObject([{ tenantClaim: 'company', tenants: { Acme: 'acme' } }]);
      write(...without('tenant'), 'tenant_claim: company');
      expect(load).toThrow(/either tenant, or tenant_claim and tenants/);
    });

    it('takes no signature by a shared secret, no unknown role, and no keys that come over an open line', () => {
      write(...without('algorithms'), 'algorithms: [HS256]');
      expect(load).toThrow(/algorithms/);
      write(...without('roles'), 'roles: { admins: operator }');
      expect(load).toThrow(/roles/);
      write(...without('jwks_url'), 'jwks_url: http://login.example.org/jwks');
      expect(load).toThrow(/use https/);
      write(...without('jwks_url'), 'jwks_url: login.example.org/jwks');
      expect(load).toThrow(/jwks_url: .* begins with https/);
    });
  });

  it('names no language model unless it is told one, and never shows its key', () => {
    expect(load().languageModel).toBeNull();
    const model = { LLM_BASE_URL: 'https://models.example/v1/', LLM_MODEL: 'small' };
    expect(load(model).languageModel).toEqual({
      baseUrl: 'https://models.example/v1',
      model: 'small',
      apiKey: null,
      maxTokens: 500,
      temperature: 0.7,
      timeoutMs: 20_000,
    });
    writeFileSync(join(root, 'secret'), 'sk-very-secret\n');
    expect(load({ ...model, LLM_API_KEY_FILE: join(root, 'secret') }).languageModel?.apiKey).toBe('sk-very-secret');
    writeFileSync(
      join(root, 'config/monitoring.yaml'),
      'language_model:\n  base_url: http://127.0.0.1:11434/v1\n  model: local\n  max_tokens: 300\n  temperature: 0\n  timeout: 5\n',
    );
    expect(load({ LLM_TEMPERATURE: '0.2' }).languageModel).toMatchObject({
      model: 'local',
      maxTokens: 300,
      temperature: 0.2,
      timeoutMs: 5_000,
    });
    expect(load({ LLM_API_KEY: 'k' }).languageModel?.apiKey).toBe('k');
  });

  it.each([
    [{ LLM_MODEL: 'small' }, /one is there and one is missing/],
    [{ LLM_BASE_URL: 'models.example', LLM_MODEL: 'small' }, /LLM_BASE_URL/],
    [{ LLM_BASE_URL: 'https://user:pass@models.example', LLM_MODEL: 'small' }, /LLM_BASE_URL/],
    [{ LLM_BASE_URL: 'http://models.example', LLM_MODEL: 'small', LLM_API_KEY: 'sk' }, /use https/],
    [{ LLM_API_KEY: 'two words' }, /LLM_API_KEY: \(hidden\)/],
    [{ LLM_TIMEOUT: '20s' }, /LLM_TIMEOUT/],
  ] as const)('refuses a language model that it cannot ask: %j', (environment, message) => {
    expect(() => load(environment)).toThrow(message);
  });

  it('tells checkpoints to nobody, or to a file, webhooks and another cluster at once', () => {
    expect(load().ledger).toMatchObject({ witnessFile: null, witnessWebhooks: [], witnessKafka: null });
    const key = `w.example+0123abcd+${'A'.repeat(44)}`;
    writeFileSync(
      join(root, 'config/monitoring.yaml'),
      `ledger:
  witness_file: kept.ndjson
  witness_webhooks:
    - { url: 'https://w.example/add?token=t', key: '${key}' }
    - { name: second, url: 'https://w.example/other' }
  witness_kafka: { brokers: ['far:9092'], topic: checkpoints }
`,
    );
    expect(load({ KAFKA_SASL_USERNAME: 'own', KAFKA_SASL_PASSWORD: 'own' }).ledger).toMatchObject({
      witnessFile: `${root}/kept.ndjson`,
      witnessWebhooks: [
        { name: 'w.example', url: 'https://w.example/add?token=t', key },
        { name: 'second', url: 'https://w.example/other', key: null },
      ],
      // Nothing of the platform's own cluster is told to another one.
      witnessKafka: { brokers: ['far:9092'], topic: 'checkpoints', access: { sasl: null, tls: null } },
    });
    const env = { TOCSIN_LEDGER_WITNESS_URL: 'http://127.0.0.1:1/', WITNESS_KAFKA_BROKERS: 'a:1, b:2' };
    const over = load({ ...env, WITNESS_KAFKA_SASL_USERNAME: 'u', WITNESS_KAFKA_SASL_PASSWORD: 'p' }).ledger;
    expect(over.witnessWebhooks).toEqual([{ name: '127.0.0.1:1', url: 'http://127.0.0.1:1/', key: null }]);
    expect(over.witnessKafka).toMatchObject({ brokers: ['a:1', 'b:2'], access: { sasl: { username: 'u' } } });
  });

  it.each([
    [{ WITNESS_KAFKA_BROKERS: 'a:1' }, /WITNESS_KAFKA_BROKERS and WITNESS_KAFKA_TOPIC.*give both or neither/],
    [{ TOCSIN_LEDGER_WITNESS_KEY: `w+0123abcd+${'A'.repeat(44)}` }, /TOCSIN_LEDGER_WITNESS_URL is missing/],
    [{ TOCSIN_LEDGER_WITNESS_KEY: 'w' }, /TOCSIN_LEDGER_WITNESS_KEY: "w" cannot be used; give the key as/],
    [{ TOCSIN_LEDGER_WITNESS_URL: 'ftp://a' }, /TOCSIN_LEDGER_WITNESS_URL: \(hidden\) cannot be used/],
    [
      { WITNESS_KAFKA_BROKERS: 'a:1', WITNESS_KAFKA_TOPIC: 't', WITNESS_KAFKA_SASL_USERNAME: 'u' },
      /WITNESS_KAFKA_SASL_USERNAME and WITNESS_KAFKA_SASL_PASSWORD/,
    ],
  ])('refuses half a witness: %j', (environment, message) => {
    expect(errorOf(environment)).toMatch(message);
  });

  it('refuses two witnesses of one name', () => {
    writeFileSync(
      join(root, 'config/monitoring.yaml'),
      'ledger: { witness_webhooks: [{ url: "https://w/1" }, { url: "https://w/2" }] }\n',
    );
    expect(errorOf({})).toMatch(/two of them are known as "w"; give one another name/);
  });
});
