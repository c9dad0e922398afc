import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createTocsinClient } from '@tocsin/client/tocsin-client';
import { environment } from '@tocsin/runtime/environment';
import { debianProgram } from '@tocsin/testing/debian-program';
import { quantile, report } from './report.js';
import { startStandalone } from './standalone.js';
import { withDirectory } from './with-directory.js';

const HELP_RUNS = 20;
const LIST_RUNS = 10;
const RULES = 1_000;
const RULES_AT_ONCE = 500;
/** Prints the largest resident memory of a program, in KiB, and the time that processors have worked for it, in s. */
const USAGE_OF = `import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_maxrss, usage.ru_utime + usage.ru_stime)`;

/** A program with its arguments, and what it is called in the figures. */
interface Program {
  readonly of: string;
  readonly command: string;
  readonly args: readonly string[];
}

const tocsin = (...args: string[]): Program => ({
  of: 'tocsin',
  command: process.execPath,
  args: [join('apps', 'cli', 'dist', 'main.js'), ...args],
});

/**
 * How long `--help` takes, beside promtool and amtool, and Node.js doing nothing; how long a list of 1,000 rules takes, beside
 * curl reading the same pages; and how much memory and work of processors each needs, which says more on a busy machine.
 */
export async function cli(): Promise<void> {
  const peers = (['promtool', 'amtool'] as const).flatMap((name): Program[] => {
    const found = debianProgram(name);
    if (found.kind === 'there') return [{ of: name, command: found.path, args: ['--help'] }];
    process.stderr.write(`${name} is left out: ${found.reason}\n`);
    return [];
  });
  const nothing = { of: 'node, nothing', command: process.execPath, args: ['-e', '0'] };
  compare('help', [tocsin('--help'), tocsinRulesHelp, nothing, ...peers], HELP_RUNS);
  await withDirectory(async (home) => {
    const platform = await startStandalone(home, { TOCSIN_DEMO: 'false', ENABLE_ML_FEATURES: 'false' });
    try {
      await seed(platform.base, platform.token);
      const { base, token } = platform;
      const pages = `${base}/api/rules?limit=500&sort=name`;
      const env = { TOCSIN_URL: base, TOCSIN_TOKEN: token };
      const next = cursorOf(spawnSync('curl', curlArgs(token, pages), { encoding: 'utf8' }).stdout);
      const curl = {
        of: 'curl, the same pages',
        command: 'curl',
        args: curlArgs(token, pages, `${pages}&cursor=${next}`),
      };
      compare('rules_list', [tocsin('rules', 'list'), tocsinNames, curl], LIST_RUNS, env, { rules: RULES });
    } finally {
      await platform.stop();
    }
  });
}

const tocsinRulesHelp: Program = { ...tocsin('rules', 'list', '--help'), of: 'tocsin rules list --help' };
const tocsinNames: Program = { ...tocsin('rules', 'list', '-o', 'json'), of: 'tocsin, as JSON' };

const curlArgs = (token: string, ...urls: string[]): string[] => [
  ...['--silent', '--header', `authorization: Bearer ${token}`],
  ...urls,
];

const cursorOf = (page: string): string =>
  (JSON.parse(page) as { meta: { next_cursor?: string } }).meta.next_cursor ?? '';

/** Runs the programs in turn, so that what else the machine does is the same for all. */
function compare(
  metric: string,
  programs: readonly Program[],
  runs: number,
  env: Readonly<Record<string, string>> = {},
  circumstances: object = {},
): void {
  const options = { env: { ...environment, ...env }, maxBuffer: 1 << 28 };
  const times = programs.map((): number[] => []);
  for (let run = 0; run <= runs; run += 1) {
    for (const [i, { command, args }] of programs.entries()) {
      const began = performance.now();
      const { status } = spawnSync(command, args, options);
      const took = performance.now() - began;
      if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
      // The first run reads files that nobody has read yet.
      if (run > 0) times[i]?.push(took);
    }
  }
  for (const [i, { of }] of programs.entries()) {
    const own = times[i] ?? [];
    report('cli', `${metric}_median`, quantile(own, 0.5), 'ms', { of, runs, ...circumstances });
    report('cli', `${metric}_p95`, quantile(own, 0.95), 'ms', { of, runs, ...circumstances });
  }
  for (const { of, command, args } of programs) {
    const asked = ['-c', USAGE_OF, command, ...args];
    const usages = Array.from({ length: runs }, () => spawnSync('python3', asked, { ...options, encoding: 'utf8' }));
    if (usages.some(({ status }) => status !== 0)) {
      process.stderr.write('memory and work are left out: python3, which tells them, is not there\n');
      return;
    }
    const told = usages.map(({ stdout }) => stdout.split(' ').map(Number));
    const median = (column: number): number =>
      quantile(
        told.map((row) => row[column] ?? Number.NaN),
        0.5,
      );
    report('cli', `${metric}_memory`, median(0) / 1_024, 'MiB', { of, ...circumstances });
    report('cli', `${metric}_work_median`, median(1) * 1_000, 'ms', { of, runs, ...circumstances });
  }
}

async function seed(baseUrl: string, token: string): Promise<void> {
  const client = createTocsinClient({ baseUrl, token });
  for (let from = 0; from < RULES; from += RULES_AT_ONCE) {
    const operations = Array.from({ length: RULES_AT_ONCE }, (_, i) => ({
      op: 'create' as const,
      rule: {
        name: `Rule ${from + i}`,
        severity: 'HIGH' as const,
        category: 'infrastructure' as const,
        conditions: [
          { type: 'threshold' as const, metric_path: `metric_${from + i}`, operator: '>' as const, threshold: 80 },
        ],
      },
    }));
    await client.changeRules({ body: { operations } });
  }
}
