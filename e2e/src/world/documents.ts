import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { environment } from '@tocsin/runtime/environment';
import type { Standalone } from './standalone.js';

const run = promisify(execFile);
/** What readers have beside the commands that they copy: the project. */
const project = ['config', 'deploy/compose', 'deploy/grafana/dashboards', 'deploy/prometheus'];

/** Commands that a document tells its readers to give. */
export interface CommandBlock {
  readonly line: number;
  readonly text: string;
  /** The comment that it stands in, of `<!-- NAME -->` and `<!-- /NAME -->`: a test runs it by that name; null: none does. */
  readonly walk: string | null;
  /** Why no test runs it, which readers see as well. */
  readonly reason: string | null;
}

const block = /^```(?:sh|bash|shell|console)\n(.*?)^```\n(?:\n_Not run by a test as it stands: (.*?)_\n)?/gms;
/** Said once of all blocks that follow, where there are many for the same reason. */
const below = /^_The commands below are not run by a test as they stand: (.*?)_$/gms;

/** All blocks of commands of a document, in their order. */
export async function commandBlocks(document: string): Promise<CommandBlock[]> {
  const whole = await readFile(document, 'utf8');
  return [...whole.matchAll(block)].map((match) => {
    const before = whole.slice(0, match.index);
    const [, slash = '/', name = ''] = [...before.matchAll(/<!-- (\/?)([\w-]+) -->/g)].at(-1) ?? [];
    const [, ofAll = null] = [...before.matchAll(below)].at(-1) ?? [];
    return {
      line: before.split('\n').length,
      text: match[1] ?? '',
      walk: slash === '' ? name : null,
      reason: match[2] ?? ofAll,
    };
  });
}

/** The texts of the blocks of a walk. */
export async function walk(document: string, name: string): Promise<string[]> {
  return (await commandBlocks(document)).filter((block) => block.walk === name).map(({ text }) => text);
}

/**
 * Gives commands to a shell as their reader would, in a folder with the project's files and the platform's home, with the
 * test's own ports in place of the usual ones. A request that is refused ends them.
 *
 * @param receiver - stands in for `npm run receiver`
 * @returns what they said
 */
export async function runCommands(
  script: string,
  { standalone, receiver }: { standalone: Pick<Standalone, 'home' | 'port'>; receiver: string },
): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'tocsin-reader-'));
  try {
    await symlink(standalone.home, join(place, '.tocsin'));
    for (const path of project) {
      await mkdir(join(place, path), { recursive: true });
      await cp(path, join(place, path), { recursive: true });
    }
    const url = `http://127.0.0.1:${standalone.port}`;
    const cli = `${process.execPath} ${resolve('apps/cli/dist/main.js')}`;
    const commands = script
      .replaceAll('http://127.0.0.1:8000', url)
      .replaceAll('http://127.0.0.1:9900/', receiver)
      // The script of npm builds first; the address is what a reader at another port would add.
      .replaceAll(/npm run -s tocsin --(.*)(--token-file \S+)/g, `${cli}$1$2 --url ${url}`)
      .replaceAll('npm run -s tocsin --', cli);
    // As the package of the command line puts it into the way of a shell.
    await mkdir(join(place, '.bin'));
    await writeFile(join(place, '.bin/tocsin'), `#!/bin/sh\nexec ${cli} "$@"\n`, { mode: 0o755 });
    const shell = `curl() { command curl --fail-with-body --show-error "$@"; }\n${commands}`;
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', shell], {
      cwd: place,
      // Where a command line looks that is told nothing.
      env: { ...environment, TOCSIN_URL: url, PATH: `${join(place, '.bin')}:${environment['PATH']}` },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(stdout === undefined ? message : `${stdout.slice(-2_000)}\n${stderr}`);
  } finally {
    await rm(place, { recursive: true });
  }
}
