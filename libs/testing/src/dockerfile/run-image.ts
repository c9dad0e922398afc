import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PlatformProcess } from '../platform-process.js';
import type { FollowedDockerfile } from './follow-dockerfile.js';
import type { Image } from './image.js';

/** What plays a container: an image's entrypoint, under its user, on a root that can only be read. */
export interface RunningImage {
  readonly process: PlatformProcess;
  /** Where the image's volumes lie outside. */
  readonly volumes: Readonly<Record<string, string>>;
  /** What Linux says of the entrypoint's process (`/proc/PID/status`), field by field. */
  status(): Record<string, string>;
  /** Runs a command beside it, its health check for instance. */
  run(command: readonly string[]): Promise<{ code: number | null; said: string }>;
  /** Tells it to stop as an engine does (SIGTERM); gives the status that it ends with. */
  stop(): Promise<number | null>;
}

/** @param env - what `--env` would say, over what the image says itself */
export async function startImage(
  followed: FollowedDockerfile,
  image: Image,
  env: Readonly<Record<string, string>>,
): Promise<RunningImage> {
  const volumes = await followed.volumes(image);
  const enter = (command: readonly string[]): [string, string[]] => {
    const [program = '', ...args] = followed.within(image, { command, env, volumes });
    return [program, args];
  };
  const process = new PlatformProcess(...enter(image.entrypoint), {});
  return {
    process,
    volumes,
    status: () => statusOf(within(process.pid)),
    run: (command) => {
      const child = spawn(...enter(command), { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
      return new Promise((done, failed) => {
        child.once('error', failed);
        child.once('close', (code) => done({ code, said: said.trim() }));
      });
    },
    stop: () => {
      globalThis.process.kill(within(process.pid), 'SIGTERM');
      return process.exited;
    },
  };
}

/** What `unshare` waits for is the first process within. */
function within(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(child);
}

function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(':\t').map((part) => part.trim())));
}
