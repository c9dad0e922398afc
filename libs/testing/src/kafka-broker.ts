import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-kafka-'));
  const [port, control] = [await freePort(), await freePort()];
  const broker = spawn('bash', ['scripts/kafka.sh', 'run', directory, String(port), String(control)], {
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
