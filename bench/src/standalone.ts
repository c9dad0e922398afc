import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@tocsin/testing/free-port';
import { environment } from '@tocsin/runtime/environment';

export interface MeasuredStandalone {
  base: string;
  token: string;
  pid: number;
  /** From the start of the process until it said that it is ready, in ms. */
  readyMs: number;
  home: string;
  stop(): Promise<void>;
}

/** The platform in one process, as `npm start` starts it once everything is installed and built. */
export async function startStandalone(
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<MeasuredStandalone> {
  const port = await freePort();
  const began = performance.now();
  const child: ChildProcess = spawn('node', ['apps/standalone/dist/main.js'], {
    env: { ...environment, TOCSIN_HOME: home, PORT: String(port), TOCSIN_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve) => {
    if (child.stdout !== null)
      createInterface(child.stdout).on('line', (line) => (line === 'tocsin: ready' ? resolve() : undefined));
  });
  return {
    base: `http://127.0.0.1:${port}`,
    token: readFileSync(join(home, 'admin.token'), 'utf8').trim(),
    pid: child.pid ?? 0,
    readyMs: performance.now() - began,
    home,
    stop: async () => {
      child.kill('SIGINT');
      await exited;
    },
  };
}
