import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

/** Why no Redis can run here, or null. `scripts/redis.sh` installs the Debian package where it may. */
export function whyNoRedis(): string | null {
  const { status } = spawnSync('bash', ['scripts/redis.sh'], { stdio: ['ignore', 'inherit', 'inherit'] });
  return status === 0 ? null : 'redis-server is not installed, and cannot be installed here';
}

/** A Redis that tests let go away and come back. */
export interface RedisServer {
  readonly url: string;
  /** Lets it hang: connections stay, and nothing is answered. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/**
 * A real Redis on loopback that keeps nothing.
 *
 * @param at - the port; one that is free when left out
 */
export async function startRedisServer(at?: number): Promise<RedisServer> {
  const reason = whyNoRedis();
  if (reason !== null) throw new Error(reason);
  const port = at ?? (await freePort());
  const redis = spawn(
    'redis-server',
    ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = new Promise<void>((resolve) => redis.once('exit', () => resolve()));
  await new Promise<void>((resolve) => {
    createInterface(redis.stdout).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void redis.kill('SIGSTOP'),
    resume: () => void redis.kill('SIGCONT'),
    stop: async () => {
      redis.kill('SIGCONT');
      redis.kill('SIGTERM');
      await exited;
    },
  };
}
