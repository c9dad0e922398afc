import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';

/** Folders of Debian's root; what they hold comes from the layers or from this machine. */
const folders = [
  'dev',
  'etc',
  'home',
  'mnt',
  'opt',
  'proc',
  'root',
  'run',
  'srv',
  'sys',
  'usr/local/bin',
  'usr/local/lib/node_modules',
  'var/lib',
  'var/tmp',
];
/** What a program needs of /etc to find libraries, hosts and whom to trust. */
const settings = [
  'alternatives',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'nsswitch.conf',
  'resolv.conf',
  'ssl',
];
/** How the registry is reached from here; an engine is told that by its own settings. */
const npmSettings = ['registry', 'cafile', 'proxy', 'https-proxy'];

/**
 * Plays an image `node:VERSION-…`: with this very Node.js, this machine's npm, and its Debian for all else.
 *
 * @param directory - becomes the lowest layer
 * @throws Error when the image is of another version than this Node.js, or none of Node.js
 */
export function playBaseImage(image: string, directory: string): void {
  const version = /^node:(\d+\.\d+\.\d+)-[\w-]+$/.exec(image)?.[1];
  if (version === undefined) throw new Error(`FROM ${image}: only node:VERSION-VARIANT can be played here`);
  if (`v${version}` !== process.version)
    throw new Error(
      `FROM ${image}: the Node.js that plays it is ${process.version}; name the same version in tools/node and in the Dockerfile`,
    );
  for (const path of folders) mkdirSync(join(directory, path), { recursive: true });
  mkdirSync(join(directory, 'tmp'));
  chmodSync(join(directory, 'tmp'), 0o1777);
  for (const name of ['bin', 'lib', 'lib64', 'sbin'])
    if (existsSync(`/usr/${name}`)) symlinkSync(`usr/${name}`, join(directory, name));
  for (const name of settings)
    if (existsSync(`/etc/${name}`))
      cpSync(`/etc/${name}`, join(directory, 'etc', name), {
        recursive: true,
        dereference: name !== 'alternatives',
        filter: isReadable,
      });
  writeFileSync(
    join(directory, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/bash\nnode:x:1000:1000::/home/node:/bin/bash\n',
  );
  writeFileSync(join(directory, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  const local = join(directory, 'usr/local');
  copyFileSync(realpathSync(process.execPath), join(local, 'bin/node'));
  const npm = join(
    dirname(realpathSync(spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim())),
    '..',
  );
  cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
}

/** Not all of it is: keys are for root, and some links lead to what is not there. */
function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** What its commands find in their environment, beside what the Dockerfile says. */
export const baseEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** What the commands of a build are told of the network, as an engine tells them of its proxy. */
export function buildEnvironment(): Record<string, string> {
  const { stdout } = spawnSync('npm', ['config', 'get', ...npmSettings], { encoding: 'utf8' });
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('='))
    .filter(([, value]) => value !== undefined && value !== 'null' && value !== 'undefined')
    .map(([name = '', ...value]) => [`npm_config_${name.replaceAll('-', '_')}`, value.join('=')]);
  const { NODE_EXTRA_CA_CERTS: certificates } = environment;
  return { ...Object.fromEntries(told), ...(certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificates }) };
}

/** Where this machine keeps what npm has fetched; a build shares it as its cache mount. */
export const npmCache = (): string => spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).stdout.trim();
