import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

const PROGRAM = resolve('.cache', 'moto');

export interface MotoServer {
  readonly url: string;
  /** Lets it hang: connections are taken, and nothing is answered. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Why moto cannot run here, or null. */
export function whyNoMoto(): string | null {
  const { status } = spawnSync('bash', ['scripts/moto.sh', PROGRAM], { stdio: ['ignore', 'inherit', 'inherit'] });
  return status === 0 ? null : 'moto is not installed, and cannot be installed here';
}

/** A server on loopback that answers as AWS does, and forgets all when it stops. */
export async function startMoto(): Promise<MotoServer> {
  const port = await freePort();
  const server = spawn(
    'env',
    [`PYTHONPATH=${PROGRAM}`, 'python3', '-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(server, 'exit');
  const running = new Promise<void>((done) => {
    createInterface(server.stderr).on('line', (line) => {
      if (line.includes('Running on')) done();
    });
  });
  const failed = exited.then(([status]) => Promise.reject(new Error(`moto ended with status ${status}`)));
  // It ends when a test stops it, too, and nobody waits for that here.
  failed.catch(() => undefined);
  await Promise.race([running, failed]);
  return {
    url: `http://127.0.0.1:${port}`,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    stop: async () => {
      server.kill('SIGCONT');
      server.kill('SIGTERM');
      await exited;
    },
  };
}
