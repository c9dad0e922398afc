import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The root of a container: folders over each other, the uppermost last, as an engine lays them. */
export interface Root {
  readonly layers: readonly string[];
  /** Takes what is written; null: nothing can be. */
  readonly upper: string | null;
}

/** What a root has come to: nothing of it can be changed any more. */
export const readOnly = ({ layers, upper }: Root): Root => ({
  layers: upper === null ? layers : [...layers, upper],
  upper: null,
});

export interface Entry {
  readonly root: Root;
  /** What lies where in it beside its own: folders from outside, and other roots, which can only be read. */
  readonly mounts: Readonly<Record<string, string | Root>>;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** `UID:GID`; root where it is left out, with all rights over the root and nothing else. */
  readonly user?: string;
  readonly command: readonly string[];
}

const isRoot = process.getuid?.() === 0;
/** Whoever is not root is root among accounts of its own, of which /etc/subuid has given it a range. */
const accounts = isRoot ? [] : ['--user', '--map-root-user', '--map-auto'];
const namespaces = ['unshare', ...accounts, '--mount', '--pid', '--fork', '--kill-child=SIGKILL'];
const overlayOptions = isRoot ? '' : ',userxattr';

/** Why no root can be laid here, or null: it takes namespaces and overlays of Linux, and accounts where one is not root. */
export function whyNoLayers(): string | null {
  if (process.platform !== 'linux') return 'only Linux has the namespaces that this takes';
  const [command = '', ...args] = namespaces;
  const { status, stderr, error } = spawnSync(command, [...args, 'true'], { encoding: 'utf8' });
  if (status === 0) return null;
  const told = error?.message ?? stderr.trim();
  return isRoot ? told : `${told}; without root it takes Debian's package uidmap and a line for you in /etc/subuid`;
}

/**
 * How to run a command in a root of its own, with processes of its own and this machine's network. It sees of this machine
 * what plays the base image: its /usr (but for /usr/local), its devices, and nothing else.
 *
 * @param directory - holds what the mounts need; each entry has one of its own
 * @returns a command that ends when the one within does, with its status
 */
export function enter(directory: string, { root, mounts, env, workdir, user, command }: Entry): string[] {
  const at = join(directory, 'root');
  const local = join(directory, 'local');
  for (const path of [at, local]) mkdirSync(path, { recursive: true });
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const within = [...(user === undefined ? [] : asUser(user)), 'env', '-i', '-C', workdir, ...variables, ...command];
  const lines = [
    'set -e',
    overlay(root, at, join(directory, 'work')),
    // What the layers say of /usr/local stands over this machine's.
    `mount --bind ${quoted(`${at}/usr/local`)} ${quoted(local)}`,
    `mount --bind -o ro /usr ${quoted(`${at}/usr`)}`,
    `mount --bind ${quoted(local)} ${quoted(`${at}/usr/local`)}`,
    `mount --rbind /dev ${quoted(`${at}/dev`)}`,
    `mount -t proc proc ${quoted(`${at}/proc`)}`,
    ...Object.entries(mounts).map(([path, what]) =>
      typeof what === 'string'
        ? `mount --bind ${quoted(what)} ${quoted(`${at}${path}`)}`
        : overlay(readOnly(what), `${at}${path}`, ''),
    ),
    `exec chroot ${[at, ...within].map(quoted).join(' ')}`,
  ];
  return [...namespaces, 'sh', '-c', lines.join('\n')];
}

/** Neither root nor able to become it: all that `cap_drop: ALL` and `no-new-privileges` take away. */
function asUser(user: string): string[] {
  const [uid = '', gid = uid] = user.split(':');
  return [
    'setpriv',
    '--reuid',
    uid,
    '--regid',
    gid,
    '--clear-groups',
    '--no-new-privs',
    '--inh-caps=-all',
    '--bounding-set=-all',
  ];
}

function overlay({ layers, upper }: Root, at: string, work: string): string {
  const lower = `lowerdir=${layers.toReversed().join(':')}`;
  if (upper === null) return `mount -t overlay overlay -o ${quoted(`ro,${lower}${overlayOptions}`)} ${quoted(at)}`;
  for (const path of [upper, work]) mkdirSync(path, { recursive: true });
  const written = `upperdir=${upper},workdir=${work}`;
  return `mount -t overlay overlay -o ${quoted(`${lower},${written}${overlayOptions}`)} ${quoted(at)}`;
}

/** Runs a command that was made by `enter` to its end. @throws Error with the end of what it said when it fails */
export async function runToEnd([command = '', ...args]: readonly string[], what: string): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000)));
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`${what}: ended with ${code}:\n${said.trim()}`);
}

/** Removes folders of others' accounts, too. Hundreds of thousands of files may take minutes, which nobody waits for. */
export function removeLayers(directory: string): void {
  const [command = '', ...args] = namespaces;
  // What was just stopped may hold a folder for a moment.
  const script = 'for i in 1 2 3 4 5; do rm -rf "$0" && exit; sleep 2; done';
  spawn(command, [...args, 'sh', '-c', script, directory], { detached: true, stdio: 'ignore' }).unref();
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
