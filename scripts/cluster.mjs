// The platform as a cluster on this machine: Kafka, PostgreSQL and Redis, those that are not given by KAFKA_BROKERS,
// DATABASE_URL and REDIS_URL, and one process a service, with two that share the evaluation. Ctrl-C ends all of it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { lockDirectory } from '@tocsin/adapter-memory-log/directory-lock';
import { startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { freePortOrReason } from '@tocsin/runtime/port-check';
import { secretFile } from '@tocsin/runtime/secrets';

const home = resolve(process.env.TOCSIN_HOME ?? '.tocsin', 'cluster');
const host = process.env.HOST ?? '127.0.0.1';
const port = Number(process.env.PORT ?? 8000);
/** Where Linux offers it, children end with this script however it ends. */
const leash =
  process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0
    ? ['setpriv', '--pdeathsig=TERM']
    : [];
/** kafkajs sets timers that lie in the past, which Node warns of and which does no harm. */
const quiet = ['--disable-warning=TimeoutNegativeWarning'];
/** Each service tells its metrics at a port of its own, the next one above this. */
let metricsPort = port + 100;
const say = (line) => process.stdout.write(`${line}\n`);
/** What is to be stopped, in the order in which it was started. */
const running = [];
let stopping = false;

function start(name, command, args, { env = {}, ready, signal = 'SIGINT' }) {
  const [program, ...rest] = [...leash, command, ...args];
  // In a group of its own: Ctrl-C reaches this script alone, which ends its children in their order.
  const child = spawn(program, rest, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const exited = new Promise((done) => child.once('exit', done));
  running.push({
    name,
    stop: async () => {
      child.kill(signal);
      await exited;
    },
  });
  return new Promise((done, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.includes(ready)) done();
        if (stream === child.stderr || name === 'gateway' || line.includes('notification received'))
          say(`${name}: ${line.replace(`${name}: `, '')}`);
      });
    }
    child.once('exit', (code, killedBy) => {
      if (stopping) return;
      say(`${name}: ended by itself with ${code ?? killedBy}; the rest runs on`);
      failed(new Error(`${name} did not start`));
    });
  });
}

async function stop() {
  if (stopping) return;
  stopping = true;
  say('cluster: stopping');
  for (const { name, stop: end } of running.reverse()) {
    await end();
    say(`cluster: ${name} has ended`);
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => done(free));
    });
  });
}

async function kafka() {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS;
  const fetched = spawnSync('bash', ['scripts/kafka.sh', 'fetch'], { stdio: 'inherit' });
  if (fetched.status !== 0) throw new Error('no Kafka: see above, or name a running one by KAFKA_BROKERS');
  const [broker, control] = [await freePort(), await freePort()];
  await start('kafka', 'bash', ['scripts/kafka.sh', 'run', `${home}/kafka`, String(broker), String(control)], {
    ready: 'Kafka Server started',
    signal: 'SIGTERM',
  });
  return `127.0.0.1:${broker}`;
}

async function redis() {
  if (process.env.REDIS_URL) return process.env.REDIS_URL;
  if (spawnSync('bash', ['scripts/redis.sh'], { stdio: 'inherit' }).status !== 0)
    throw new Error('no Redis: see above');
  const free = await freePort();
  await start('redis', 'redis-server', ['--bind', '127.0.0.1', '--port', String(free), '--dir', home, '--save', ''], {
    ready: 'Ready to accept connections',
    signal: 'SIGTERM',
  });
  return `redis://127.0.0.1:${free}`;
}

async function postgres() {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const server = await startEmbeddedServer(`${home}/postgres`);
  running.push({ name: 'postgres', stop: server.stop });
  return server.url;
}

async function main() {
  const taken = await freePortOrReason(host, port);
  if (taken !== null) throw new Error(taken.replace('npm start', 'npm run start:cluster'));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  running.push({ name: 'the hold on its home', stop: await lockDirectory(home) });
  const historyPort = process.env.HISTORY_PORT ?? String(await freePort());
  const env = {
    HISTORY_HOST: '127.0.0.1',
    HISTORY_PORT: historyPort,
    HISTORY_URLS: `http://127.0.0.1:${historyPort}`,
    ALERT_ENGINE_MODE: 'production',
    TOCSIN_HOME: home,
    TOCSIN_LOG_LEVEL: process.env.TOCSIN_LOG_LEVEL ?? 'warn',
    JWT_SECRET_KEY: process.env.JWT_SECRET_KEY ?? secretFile(home, 'platform.secret'),
    ENCRYPTION_KEY: process.env.ENCRYPTION_KEY ?? secretFile(home, 'encryption.key'),
    DATABASE_URL: await postgres(),
    KAFKA_BROKERS: await kafka(),
    REDIS_URL: await redis(),
  };
  const service = (name, instance = '1') =>
    start(instance === '1' ? name : `${name}-${instance}`, 'node', [...quiet, `apps/${name}/dist/main.js`], {
      env: { ...env, TOCSIN_INSTANCE: instance, METRICS_PORT: String((metricsPort += 1)) },
      ready: `${name}: ready`,
    });
  await service('rule-management');
  await Promise.all([
    service('evaluation', '1'),
    service('evaluation', '2'),
    service('notification'),
    service('history'),
    service('compliance'),
    service('auto-healing'),
    ...(process.env.ENABLE_ML_FEATURES === 'false' ? [] : [service('ml-prediction')]),
  ]);
  await service('gateway');
  await service('self-monitoring');
  say(`cluster: Kafka at ${env.KAFKA_BROKERS}, admin token in ${home}/admin.token`);
  say(`cluster: metrics of each service at the ports ${port + 101} to ${metricsPort}, for a Prometheus`);
  say(`cluster: ready at http://${host}:${port}; Ctrl-C ends it`);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop().then(() => process.exit(0)));
main().catch(async (error) => {
  if (!stopping) process.stderr.write(`cluster: cannot start: ${error.message}\n`);
  await stop();
  process.exit(1);
});
