import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { debianProgram } from '@tocsin/testing/debian-program';
import { freePort } from '@tocsin/testing/free-port';
import { PlatformProcess } from '@tocsin/testing/platform-process';
import { runInProcess, tocsinProgram } from './world/cli.js';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-program-'));
  // On PATH under its name, as a user has it.
  mkdirSync(join(folder, 'bin'));
  const program = join(folder, 'bin', 'tocsin');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${tocsinProgram}' "$@"\n`);
  chmodSync(program, 0o755);
  path = `${join(folder, 'bin')}${delimiter}${environment['PATH'] ?? ''}`;
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (command: string, args: readonly string[], more: Record<string, string> = {}) =>
  spawnSync(command, args, { encoding: 'utf8', cwd: folder, env: { ...environment, PATH: path, ...more } });
const [fish, zsh] = [debianProgram('fish'), debianProgram('zsh')];

test('the program says what it says in this process, and ends as it does', async () => {
  const here = { directory: folder };
  for (const words of [
    ['--help'],
    ['--version'],
    ['help', 'rules'],
    ['rules', 'list', '--help'],
    ['rules', 'lst'],
    ['rules', 'lint', 'none.yaml'],
  ]) {
    const { status, stdout, stderr } = run('tocsin', words);
    expect({ status, out: stdout, err: stderr }).toEqual(await runInProcess(words, here));
  }
});

test('help says how a command is used as --help does, and of none that there is not', async () => {
  const told = async (...words: string[]) => (await runInProcess(words, { directory: folder })).out;
  expect(await told('help', 'rules')).toBe(await told('rules', '--help'));
  const unknown = await runInProcess(['help', 'nothing'], { directory: folder });
  expect([unknown.status, unknown.err]).toEqual([2, expect.stringContaining('Usage: tocsin')]);
  expect(await told('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a reader that has had enough is no failure', () => {
  const { stdout, stderr } = run('bash', ['-c', 'set -o pipefail; tocsin completion bash | head -n 1; echo $?']);
  expect([stdout.split('\n')[1], stderr]).toEqual(['0', '']);
});

describe('bash', () => {
  /** What a key press on a line comes to; the words are what bash makes of it. */
  const completed = (line: string, words: readonly string[]): string[] => {
    const script = `source <(tocsin completion bash); complete -p tocsin > /dev/null || exit 9
COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tocsin; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout } = run('bash', ['-c', script, 'bash', line, ...words]);
    expect(status).toBe(0);
    return stdout.trimEnd().split('\n');
  };

  test('commands, options, their values and files are completed', () => {
    expect(completed('tocsin ru', ['tocsin', 'ru'])).toEqual(['rules']);
    expect(completed('tocsin silences ', ['tocsin', 'silences', ''])).toEqual(['list', 'add', 'expire']);
    expect(completed('tocsin rules list --sev', ['tocsin', 'rules', 'list', '--sev'])).toEqual(['--severity']);
    const form = ['tocsin', 'rules', 'list', '-o', ''];
    expect(completed(form.join(' '), form)).toEqual(['table', 'json', 'yaml', 'ndjson', 'name']);
    writeFileSync(join(folder, 'hosts.yaml'), '');
    expect(completed('tocsin rules lint ho', ['tocsin', 'rules', 'lint', 'ho'])).toEqual(['hosts.yaml']);
  });

  test('a name with a space is escaped, and within quotes it stands as it is', async () => {
    const server = createServer((request, response) => {
      const data = request.url?.startsWith('/api/rules?') === true ? [{ name: 'High CPU', severity: 'LOW' }] : [];
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ success: true, data, meta: {} }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const script =
      'source <(tocsin completion bash); COMP_LINE=$1; COMP_POINT=${#1}; COMP_WORDS=(tocsin rules get "$2"); COMP_CWORD=3; _tocsin; echo "${COMPREPLY[@]}"';
    const complete = async (typed: string): Promise<string> => {
      const words = ['-c', script, 'bash', `tocsin rules get ${typed}`, typed];
      const env = { ...environment, PATH: path, TOCSIN_URL: url, TOCSIN_TOKEN: 'x' } as Record<string, string>;
      // Not the call that waits: the server is in this process.
      const bash = new PlatformProcess('bash', words, env, folder);
      await bash.exited;
      return bash.lines.join('\n');
    };
    try {
      expect(await complete('Hi')).toBe('High\\ CPU');
      expect(await complete('"High C')).toBe('High CPU');
    } finally {
      server.close();
    }
  });
});

if (fish.kind === 'there')
  test('fish completes commands with what they mean', () => {
    const { stdout } = run('fish', ['-c', 'tocsin completion fish | source; complete -C "tocsin silences e"']);
    expect(stdout).toBe('expire\tEnd silences.\n');
  });
else test.todo(`fish completes commands with what they mean: left out, because ${fish.reason}`);

if (zsh.kind === 'there')
  test('zsh takes the completions, and asks for the words of the line', () => {
    // What completion shows is told by the function that would show it.
    const script = `autoload -Uz compinit && compinit -u -D; source <(tocsin completion zsh); print -r -- $_comps[tocsin]
_describe() { print -rl -- "\${(@P)2}" }; words=(tocsin silences e); CURRENT=3; _tocsin`;
    const { stdout } = run('zsh', ['-f', '-c', script]);
    expect(stdout).toBe('_tocsin\nexpire:End silences.\n');
  });
else test.todo(`zsh takes the completions: left out, because ${zsh.reason}`);

describe('up and doctor', () => {
  const settings = (port: number, home = join(folder, 'home')) => ({
    PORT: String(port),
    TOCSIN_HOME: home,
    TOCSIN_DEMO: 'false',
    ENABLE_ML_FEATURES: 'false',
    TOCSIN_LOG_LEVEL: 'warn',
  });
  const inRoot = (words: readonly string[], env: Record<string, string>) =>
    spawnSync(process.execPath, [tocsinProgram, ...words], { encoding: 'utf8', env: { ...environment, ...env } });

  test('up runs the platform; a second one in its home, or at its port, says so; doctor finds all well and then the port taken', async () => {
    const [port, other] = [await freePort(), await freePort()];
    const up = new PlatformProcess(process.execPath, [tocsinProgram, 'up'], settings(port));
    try {
      await up.said('tocsin: ready');
      const second = inRoot(['up'], settings(other));
      expect([second.status, second.stderr]).toEqual([
        1,
        expect.stringMatching(/in use by process \d+; .*TOCSIN_HOME/),
      ]);
      const elsewhere = settings(port, join(folder, 'home-2'));
      const third = inRoot(['up'], elsewhere);
      expect([third.status, third.stderr]).toEqual([1, expect.stringMatching(/port \d+ .* is taken .*PORT=\d+/)]);
      const url = `http://127.0.0.1:${port}`;
      const well = inRoot(['doctor', '-o', 'json'], { ...settings(port), TOCSIN_URL: url });
      expect(well.status).toBe(0);
      expect(JSON.parse(well.stdout)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ check: 'home', state: 'ok' }),
          expect.objectContaining({ check: 'port', message: `the platform of this home runs as process ${up.pid}` }),
          expect.objectContaining({ check: 'permission', state: 'ok' }),
        ]),
      );
      const ill = inRoot(['doctor', '--only', 'installation', '-o', 'json'], elsewhere);
      expect(ill.status).toBe(1);
      expect(JSON.parse(ill.stdout)).toContainEqual(
        expect.objectContaining({ check: 'port', state: 'broken', fix: expect.stringContaining('TOCSIN_HOME') }),
      );
    } finally {
      await up.interrupt();
    }
  }, 90_000);

  test('doctor says what is wrong with settings, homes and connections, and what to do', () => {
    const ask = (env: Record<string, string>): { status: number | null; broken: Record<string, string> } => {
      const { status, stdout } = inRoot(['doctor', '--only', 'installation', '-o', 'json'], env);
      const findings = JSON.parse(stdout) as { check: string; state: string; message: string; fix: string }[];
      const broken = findings.filter(({ state }) => state === 'broken');
      return {
        status,
        broken: Object.fromEntries(broken.map(({ check, message, fix }) => [check, `${message}. ${fix}`])),
      };
    };
    expect(ask({ PORT: 'eighty' })).toEqual({
      status: 1,
      broken: { configuration: expect.stringMatching(/PORT: "eighty" cannot be used; .*\. mend what is named/) },
    });
    writeFileSync(join(folder, 'file'), '');
    expect(ask(settings(0, join(folder, 'file')))).toEqual({
      status: 1,
      broken: { home: expect.stringMatching(/is no directory\. .*TOCSIN_HOME/) },
    });
    const production = {
      ALERT_ENGINE_MODE: 'production',
      KAFKA_BROKERS: '127.0.0.1:9',
      DATABASE_URL: 'postgres://tocsin:x@127.0.0.1:9/tocsin',
      REDIS_URL: 'redis://127.0.0.1:9',
    };
    expect(ask(production)).toEqual({
      status: 1,
      broken: {
        postgresql: expect.stringMatching(/ECONNREFUSED.*DATABASE_URL/),
        redis: expect.stringMatching(/ECONNREFUSED.*REDIS_URL/),
        kafka: expect.stringMatching(/.*KAFKA_BROKERS/),
      },
    });
  }, 60_000);
});
