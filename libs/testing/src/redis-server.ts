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
  /** The bytes of all keys, each with what it holds. */
  everything(): Buffer;
  stop(): Promise<void>;
}

/** All keys with their values, of whatever type, as a dump of the database has them. */
const EVERYTHING = `local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  table.insert(all, key)
  table.insert(all, redis.call('DUMP', key))
end
return all`;

/** Nothing is compressed and no log is written anew, so that a search finds what was ever kept. */
const keptIn = (directory: string): string[] => {
  const kept = ['--dir', directory, '--save', '3600 1', '--appendonly', 'yes', '--appendfsync', 'always'];
  return [...kept, '--rdbcompression', 'no', '--auto-aof-rewrite-percentage', '0'];
};

/**
 * A real Redis on loopback.
 *
 * @param at - the port; one that is free when left out
 * @param directory - where it keeps what it holds, as a dump and as a log of commands; nothing is kept when left out
 */
export async function startRedisServer(at?: number, directory?: string): Promise<RedisServer> {
  const reason = whyNoRedis();
  if (reason !== null) throw new Error(reason);
  const port = at ?? (await freePort());
  const redis = spawn(
    'redis-server',
    [
      ...['--bind', '127.0.0.1', '--port', String(port)],
      ...(directory === undefined ? ['--save', '', '--appendonly', 'no'] : keptIn(directory)),
    ],
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
    everything: () => {
      const asked = ['-p', String(port), 'EVAL', EVERYTHING, '0'];
      const { status, stdout, stderr } = spawnSync('redis-cli', asked, { maxBuffer: 256 * 1024 * 1024 });
      if (status !== 0) throw new Error(`redis-cli: ${stderr.toString()}`);
      return stdout;
    },
    stop: async () => {
      redis.kill('SIGCONT');
      redis.kill('SIGTERM');
      await exited;
    },
  };
}
