import { spawnSync } from 'node:child_process';

export type DebianProgram = 'prometheus-alertmanager' | 'amtool' | 'prometheus' | 'promtool' | 'zsh' | 'fish';

/** Packages that are not named like their program. */
const packages: Partial<Record<DebianProgram, string>> = {
  amtool: 'prometheus-alertmanager',
  promtool: 'prometheus',
};

/** A program that tests run: where it is, or why it cannot be had. */
export type FoundProgram = { kind: 'there'; path: string } | { kind: 'missing'; reason: string };

/** Finds a program of one of Debian's packages; `scripts/debian-package.sh` installs the package where it may. */
export function debianProgram(name: DebianProgram): FoundProgram {
  const { status } = spawnSync('bash', ['scripts/debian-package.sh', name, packages[name] ?? name], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) return { kind: 'missing', reason: `${name} is not installed, and cannot be installed here` };
  const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return { kind: 'there', path: stdout.trim() };
}
