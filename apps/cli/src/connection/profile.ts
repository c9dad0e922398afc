import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandError, exit } from '../frame/exit.js';
import { type Invocation, textOption } from '../frame/command.js';
import type { Surroundings } from '../frame/surroundings.js';

const DEFAULT_URL = 'http://127.0.0.1:8000';
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Where the platform is, and what lets in. */
export interface Connection {
  readonly url: string;
  /** Null: there is none. */
  readonly token: string | null;
  /** What said so, for people. */
  readonly from: { readonly url: string; readonly token: string };
}

interface Profile {
  readonly url?: string;
  readonly token_file?: string;
}

/** The file of profiles. */
export function profileFile({ environment, userHome }: Surroundings): string {
  const given = environment['TOCSIN_PROFILES'];
  if (given !== undefined) return given;
  return path.join(environment['XDG_CONFIG_HOME'] ?? path.join(userHome, '.config'), 'tocsin', 'profiles.yaml');
}

/**
 * Says where the platform is: by options, else by the environment, else by a profile, else on this machine.
 *
 * @throws CommandError when what is said cannot be used
 */
export async function connectionOf(invocation: Invocation): Promise<Connection> {
  const { surroundings } = invocation;
  const { environment } = surroundings;
  const profile = await profileOf(invocation);
  const [url, urlFrom] = first([
    [textOption(invocation, 'url'), '--url'],
    [environment['TOCSIN_URL'], 'TOCSIN_URL'],
    [profile.value.url, profile.name],
    [DEFAULT_URL, 'nothing else was said'],
  ]);
  if (!(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw new CommandError(exit.usage, `${url} is no http(s) URL`, urlFrom, `give one such as ${DEFAULT_URL}`);
  const token = tokenOf(invocation, profile, url);
  return { url, token: token.value, from: { url: urlFrom, token: token.from } };
}

function first(given: readonly (readonly [string | undefined, string])[]): readonly [string, string] {
  const [value = '', from = ''] = given.find(([one]) => one !== undefined && one !== '') ?? [];
  return [value, from];
}

function tokenOf(
  invocation: Invocation,
  profile: { readonly name: string; readonly value: Profile },
  url: string,
): { value: string | null; from: string } {
  const { surroundings } = invocation;
  const { environment, directory } = surroundings;
  const option = textOption(invocation, 'tokenFile');
  if (option !== undefined)
    return { value: tokenIn(option, '--token-file', directory), from: `--token-file ${option}` };
  const { TOCSIN_TOKEN_FILE: file, TOCSIN_TOKEN: token, TOCSIN_HOME: home = '.tocsin' } = environment;
  if (token !== undefined && token !== '') return { value: token.trim(), from: 'TOCSIN_TOKEN' };
  if (file !== undefined && file !== '')
    return { value: tokenIn(file, 'TOCSIN_TOKEN_FILE', directory), from: `TOCSIN_TOKEN_FILE ${file}` };
  const { token_file: named } = profile.value;
  if (named !== undefined) {
    const full = named.replace(/^~(?=\/)/, surroundings.userHome);
    return { value: tokenIn(full, profile.name, directory), from: `${profile.name}, ${full}` };
  }
  // Of a platform that was started in this folder; it goes nowhere but to this machine.
  const own = path.resolve(directory, home, 'admin.token');
  if (LOOPBACK.includes(new URL(url).hostname) && existsSync(own))
    return { value: tokenIn(own, own, directory), from: own };
  return { value: null, from: 'nothing' };
}

function tokenIn(file: string, where: string, directory: string): string {
  try {
    return readFileSync(path.resolve(directory, file), 'utf8').trim();
  } catch (error) {
    throw new CommandError(
      exit.usage,
      `cannot read the token: ${(error as Error).message}`,
      where,
      'name a file that you may read',
    );
  }
}

async function profileOf(invocation: Invocation): Promise<{ name: string; value: Profile }> {
  const { surroundings } = invocation;
  const file = profileFile(surroundings);
  const asked = textOption(invocation, 'profile') ?? surroundings.environment['TOCSIN_PROFILE'];
  if (!existsSync(file)) {
    if (asked === undefined) return { name: '', value: {} };
    throw new CommandError(
      exit.usage,
      `there is no profile "${asked}", for there is no file of profiles`,
      file,
      'write it, or leave --profile and TOCSIN_PROFILE out',
    );
  }
  const { readProfiles } = await import('./read-profiles.js');
  const { current, profiles } = readProfiles(readFileSync(file, 'utf8'), file);
  const name = asked ?? current;
  if (name === undefined) return { name: '', value: {} };
  const value = profiles[name];
  if (value === undefined)
    throw new CommandError(
      exit.usage,
      `there is no profile "${name}"`,
      file,
      `name one of: ${Object.keys(profiles).join(', ')}`,
    );
  return { name: `profile "${name}"`, value };
}
