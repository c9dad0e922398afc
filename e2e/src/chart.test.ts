import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { goProgram } from '@tocsin/testing/go-program';

const run = promisify(execFile);
const helm = goProgram('helm');
const KUBERNETES = '1.34.4';

/** What is wrong, and what is said of it: where, and what to do. */
const refused: readonly [what: string, args: readonly string[], told: string][] = [
  ['a key that there is not', ['--set', 'gatway.replicas=2'], "at '': additional properties 'gatway' not allowed"],
  [
    'a key that there is not, deep down',
    ['--set', 'evaluation.autoscaling.lagTreshold=5'],
    "at '/evaluation/autoscaling': additional properties 'lagTreshold' not allowed",
  ],
  ['a kind that does not fit', ['--set', 'gateway.replicas=many'], "at '/gateway/replicas': got string, want integer"],
  ['no replicas', ['--set', 'gateway.replicas=0'], "at '/gateway/replicas': minimum: got 0, want 1"],
  ['an unknown mode', ['--set', 'mode=micro'], "at '/mode': value must be one of 'all-in-one', 'services'"],
  [
    'a broker without its port',
    ['--set', 'kafka.brokers={kafka}'],
    "at '/kafka/brokers/0': 'kafka' does not match pattern",
  ],
  [
    'a setting of the platform that there is not',
    ['--set', 'config.system.dmo=true'],
    "at '/config/system': additional properties 'dmo' not allowed",
  ],
  [
    'a setting of the platform beyond its bounds',
    ['--set', 'config.watchdog.canary_interval=90'],
    "at '/config/watchdog/canary_interval': maximum: got 90, want 60",
  ],
  [
    'a secret in the file of settings',
    ['--set', 'config.security.jwt_secret=x'],
    "at '/config/security': additional properties 'jwt_secret' not allowed",
  ],
  [
    'a variable that the code does not read',
    ['--set', 'env.BATCH_SIEZ=3'],
    "at '/env': additional properties 'BATCH_SIEZ' not allowed",
  ],
  [
    'a secret among the variables',
    ['--set', 'gateway.env.DATABASE_URL=x'],
    "at '/gateway/env': additional properties 'DATABASE_URL' not allowed",
  ],
  [
    'a secret that nobody has made',
    ['--set', 'secrets.DATABASE_URL.existingSecret='],
    'secrets.DATABASE_URL.existingSecret: is empty; name a Secret of this namespace that holds it',
  ],
  [
    'no key for the ledger',
    ['--set', 'ledgerKey.existingSecret='],
    'ledgerKey.existingSecret: is empty; name a Secret',
  ],
  ['no brokers', ['--set', 'kafka.brokers=null'], 'kafka.brokers: is empty, and mode services runs on Kafka'],
  ['no images', ['--set', 'image.registry='], 'image.registry: is empty; say where the images'],
  [
    'names for Kafka without passwords',
    ['--set', 'kafka.sasl.enabled=true'],
    'secrets.KAFKA_SASL_PASSWORD.existingSecret: is empty, and kafka.sasl.enabled is true',
  ],
  [
    'half of a vault',
    ['--set', 'vault.transitKey=tocsin'],
    'vault.transitKey: is there, and vault.address or secrets.VAULT_TOKEN.existingSecret is empty',
  ],
  [
    'more replicas at least than at most',
    ['--set', 'gateway.autoscaling.type=hpa,gateway.autoscaling.minReplicas=20'],
    'gateway.autoscaling.minReplicas: is 20, more than gateway.autoscaling.maxReplicas, which is 10',
  ],
  ['an ingress to nowhere', ['--set', 'ingress.enabled=true'], 'ingress.host: is empty, and ingress.enabled is true'],
  [
    "a file of values of a former version's",
    ['--set', 'valuesVersion=0'],
    'valuesVersion: this file is for version 0 of the values, and this chart reads version 1',
  ],
  [
    'a former name',
    ['--set', 'replicaCount=3'],
    'replicaCount: is not read any more; take it out, and see gateway.replicas',
  ],
  [
    'a former name, deep down',
    ['--set', 'image.repository=x'],
    'image.repository: is not read any more; take it out, and see image.registry',
  ],
  ['a cluster that is too old', ['--kube-version', '1.29.0'], 'chart requires kubeVersion: >=1.30.0-0'],
];

if (helm.kind === 'missing') test.todo(`the Helm chart: left out, because ${helm.reason}`);
else {
  const template = (...args: string[]): ReturnType<typeof spawnSync> =>
    spawnSync(helm.path, ['template', 'tocsin', 'helm/tocsin', '--kube-version', KUBERNETES, ...args], {
      encoding: 'utf8',
    });

  test('each set of values renders to its snapshot', async () => {
    expect((await run(process.execPath, ['scripts/helm/snapshots.mjs', '--check'])).stdout).toBe('fresh\n');
  }, 60_000);

  test('helm finds no fault with the chart', () => {
    const { status, stdout } = spawnSync(
      helm.path,
      [
        'lint',
        '--strict',
        'helm/tocsin',
        '--kube-version',
        KUBERNETES,
        '--values',
        'helm/tocsin/ci/services-minimal.yaml',
      ],
      { encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([0, expect.stringContaining('0 chart(s) failed')]);
  });

  test.each(refused)('%s is refused, with what is wrong and where', (_what, args, told) => {
    const { status, stderr } = template('--values', 'helm/tocsin/ci/services-minimal.yaml', ...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(told)]);
  });

  test('nothing is made without values, since there is no default for a secret', () => {
    const { status, stderr, stdout } = template();
    expect([status, stdout, stderr]).toEqual([1, '', expect.stringContaining('image.registry: is empty')]);
  });

  test('what comes after the name makes no name too long', () => {
    const values = ['helm/tocsin', '--kube-version', KUBERNETES, '--values', 'helm/tocsin/ci/services-minimal.yaml'];
    expect(template(...values.slice(3), '--set', `fullnameOverride=${'a'.repeat(27)}`).stderr).toContain(
      '/fullnameOverride',
    );
    const long = spawnSync(helm.path, ['template', 'r'.repeat(53), ...values], { encoding: 'utf8' });
    const names = [...long.stdout.matchAll(/^ {2}name: (.*)$/gm)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(20);
    // Behind the name of a Deployment come a hash of ten digits and five more, and a pod's name is an instance's, of 60 at most.
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(43);
  });
}
