import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

export interface RunningBroker {
  /** `host:port` */
  address: string;
  stop(): Promise<void>;
}

/** Why no broker can run here, or null. */
export function whyNoKafka(): string | null {
  for (const tool of ['java', 'mvn'])
    if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) return `${tool} is not installed`;
  return null;
}

/** A real Kafka broker with data of its own; its first start fetches the jars from Maven Central. */
export async function startKafkaBroker(): Promise<RunningBroker> {
  return startBroker(await mkdtemp(join(tmpdir(), 'tocsin-kafka-')), []);
}

/** A broker that lets in by TLS and SCRAM-SHA-512 only, and obeys access control lists. */
export interface GuardedBroker extends RunningBroker {
  /** The certificate to trust, in PEM. */
  ca: string;
  /** Passwords by name. `admin` may do everything, the others nothing yet. */
  passwords: ReadonlyMap<string, string>;
}

/** @param names - who has a password beside `admin` */
export async function startGuardedKafkaBroker(names: readonly string[]): Promise<GuardedBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-kafka-'));
  const guard = join(directory, 'guard');
  await mkdir(guard);
  const passwords = new Map(['admin', ...names].map((name) => [name, randomBytes(16).toString('hex')]));
  const users = Array.from(passwords, ([name, password]) => `${name} ${password}\n`);
  await writeFile(join(guard, 'users.txt'), users.join(''), { mode: 0o600 });
  const [key, certificate] = [join(guard, 'key.pem'), join(guard, 'certificate.pem')];
  const asked = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  const made = spawnSync('openssl', [
    ...asked,
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${String(made.stderr)}`);
  const ca = await readFile(certificate, 'utf8');
  await writeFile(join(guard, 'store.pem'), `${await readFile(key, 'utf8')}${ca}`, { mode: 0o600 });
  return { ...(await startBroker(directory, [guard])), ca, passwords };
}

async function startBroker(directory: string, more: readonly string[]): Promise<RunningBroker> {
  const [port, control] = [await freePort(), await freePort()];
  const broker = spawn('bash', ['scripts/kafka.sh', 'run', directory, String(port), String(control), ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => broker.once('exit', () => resolve()));
  const said: string[] = [];
  const started = new Promise<void>((resolve) => {
    for (const stream of [broker.stdout, broker.stderr]) {
      createInterface(stream).on('line', (line) => {
        said.push(line);
        if (line.includes('Kafka Server started')) resolve();
      });
    }
  });
  await Promise.race([
    started,
    exited.then(() => {
      throw new Error(`the Kafka broker did not start:\n${said.slice(-20).join('\n')}`);
    }),
  ]);
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      broker.kill('SIGKILL');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
