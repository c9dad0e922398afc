import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '@tocsin/testing/platform-process';
import { Standalone } from './world/standalone.js';

/** Every process that descends from one, itself left out, by command line. */
function descendants(pid: number): { pid: number; command: string }[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args=']).toString().trim().split('\n');
  const all = rows.map((row) => {
    const [own = '', parent = '', ...command] = row.trim().split(/\s+/);
    return { pid: Number(own), parent: Number(parent), command: command.join(' ') };
  });
  const of = (parent: number): typeof all =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...of(one.pid)]);
  return of(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('Ctrl-C ends everything that was started, with status 0', async () => {
  const standalone = await Standalone.start();
  const started = standalone.process;
  if (started === null) throw new Error('the platform runs');
  const children = descendants(started.pid);
  expect(children.map(({ command }) => command).join('\n')).toContain('postgres');
  expect(await started.interrupt()).toBe(0);
  expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]);
  await standalone.remove();
}, 60_000);

test('a second start on a taken port says which port and what to do', async () => {
  const standalone = await Standalone.start();
  const home = await mkdtemp(join(tmpdir(), 'tocsin-second-'));
  const second = startApp('standalone', { PORT: String(standalone.port), TOCSIN_HOME: home });
  expect(await second.exited).toBe(1);
  expect(second.errors.join('\n')).toContain(`port ${standalone.port}`);
  await standalone.remove();
  await rm(home, { recursive: true });
}, 60_000);

test('a start in a home where nothing can be made says so and ends', async () => {
  const started = startApp('standalone', { PORT: '0', TOCSIN_HOME: '/proc/tocsin/home' });
  expect(await started.exited).toBe(1);
  expect(started.errors.join('\n')).toMatch(/cannot start: \/proc\/tocsin\/home cannot be written to: E.* TOCSIN_HOME/);
}, 60_000);

test('a second start on a taken home says so', async () => {
  const standalone = await Standalone.start();
  const second = startApp('standalone', { PORT: '0', TOCSIN_HOME: standalone.home });
  expect(await second.exited).toBe(1);
  expect(second.errors.join('\n')).toContain(join(standalone.home, 'log'));
  await standalone.remove();
}, 60_000);
