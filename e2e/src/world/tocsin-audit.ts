import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const program = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');

/** Runs `tocsin audit` as a user would. */
export function tocsinAudit(...args: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'audit', ...args], { encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}
