import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { Standalone } from './world/standalone.js';

const PROGRAM = resolve('.cache', 'schemathesis');
/** More would find more, and takes minutes; each run of the fuzzer with another seed asks otherwise. */
const EXAMPLES_MAX = 5;
const MINUTE_MS = 60_000;

/** What counts as taken, and as refused, beside what schemathesis has by itself. */
const settings = `
[checks.positive_data_acceptance]
# A cursor, an expression or a version may fit its schema and mean nothing; 422 says so with the path.
expected-statuses = ["2xx", 302, 400, 401, 403, 404, 409, 412, 422, 428, 429]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, 431]
`;

const { status } = spawnSync('bash', ['scripts/schemathesis.sh', PROGRAM], { stdio: 'inherit' });

if (status !== 0) test.todo('schemathesis: left out, because it cannot be installed here');
else {
  let standalone: Standalone;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tocsin-openapi-'));
    const config = join(folder, 'monitoring.yaml');
    await writeFile(config, 'security:\n  enable_rate_limiting: false\n');
    await writeFile(join(folder, 'schemathesis.toml'), settings);
    standalone = await Standalone.start({ TOCSIN_CONFIG: config });
  }, 2 * MINUTE_MS);
  afterAll(async () => {
    await standalone.remove();
    await rm(folder, { recursive: true });
  });

  test(
    'the OpenAPI document is true: whatever it allows is taken, whatever else is refused, and every answer is as it says',
    async () => {
      const { api } = standalone;
      const { code, output } = await run(folder, 'python3', [
        ...[
          '-m',
          'schemathesis.cli',
          '--config-file',
          join(folder, 'schemathesis.toml'),
          'run',
          `${api.base}/docs-json`,
        ],
        ...['--header', `Authorization: Bearer ${api.token}`, '--max-examples', String(EXAMPLES_MAX), '--seed', '1'],
        ...[
          '--phases',
          'examples,coverage,fuzzing',
          '--generation-database',
          'none',
          '--continue-on-failure',
          '--no-color',
          '--request-timeout',
          '60',
        ],
        // It has no words in Protocol Buffers; a real Prometheus writes there in other tests.
        // And it would listen to a stream of events until it has had enough.
        ...['--exclude-path', '/api/v1/write', '--exclude-path', '/api/events'],
      ]);
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    },
    20 * MINUTE_MS,
  );
}

/** @param cwd - where it leaves what it remembers */
function run(cwd: string, command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, {
    cwd,
    env: { ...environment, PYTHONPATH: PROGRAM },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += String(part)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}
