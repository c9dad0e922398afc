import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CpuProfiler } from './cpu-profiler.js';

interface Profile {
  nodes: { callFrame: { functionName: string } }[];
  samples: number[];
}

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tocsin-profiles-'))));
afterEach(() => rmSync(directory, { recursive: true }));

/** Something to be found in a profile. */
function spinForTheProfile(until: () => boolean): number {
  let sum = 0;
  while (!until()) for (let i = 0; i < 100_000; i += 1) sum += Math.sqrt(i);
  return sum;
}

const read = (file: string): Profile => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Profile;

test('profiles say what the process does, as files that only their owner reads, and the oldest make room', async () => {
  let now = Date.UTC(2026, 0, 1);
  const errors: unknown[] = [];
  const options = { directory, name: 'evaluation-1', periodMs: 50, clock: { now: () => (now += 1_000) }, filesMax: 3 };
  const profiler = await CpuProfiler.start({ ...options, onError: (error) => errors.push(error) });
  const files = (): string[] => readdirSync(directory).filter((file) => file.endsWith('.cpuprofile'));
  const began = performance.now();
  spinForTheProfile(() => performance.now() - began > 100);
  while (!files().includes('evaluation-1-2026-01-01T00-00-05-000Z.cpuprofile')) await new Promise(setImmediate);
  await profiler.stop();
  expect(errors).toEqual([]);
  const kept = files();
  expect(kept).toHaveLength(3);
  expect(kept).not.toContain('evaluation-1-2026-01-01T00-00-01-000Z.cpuprofile');
  for (const file of kept) {
    expect(read(file).samples).toBeInstanceOf(Array);
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  }
});

test('what takes the time is in the profile', async () => {
  const profiler = await CpuProfiler.start({
    directory: join(directory, 'new'),
    name: 'gateway-1',
    periodMs: 60_000,
    clock: { now: () => 0 },
    onError: (error) => {
      throw error;
    },
  });
  const began = performance.now();
  spinForTheProfile(() => performance.now() - began > 200);
  await profiler.stop();
  const { nodes } = read(join('new', 'gateway-1-1970-01-01T00-00-00-000Z.cpuprofile'));
  expect(nodes.map(({ callFrame }) => callFrame.functionName)).toContain('spinForTheProfile');
});

test('a directory that cannot be written to is told, and the process goes on', async () => {
  const errors: unknown[] = [];
  const options = { directory: join(directory, 'gone'), name: 'a', periodMs: 60_000, clock: { now: () => 0 } };
  const profiler = await CpuProfiler.start({ ...options, onError: (error) => errors.push(error) });
  rmSync(join(directory, 'gone'), { recursive: true });
  await profiler.stop();
  expect(errors).toEqual([expect.objectContaining({ code: 'ENOENT' })]);
});
