import { ProblemError, UnreachableError } from '@tocsin/client/problem-error';
import { createTocsinClient } from '@tocsin/client/tocsin-client';
import type { CheckFinding } from '@tocsin/targets/installation-check';
import type { Invocation } from '../frame/command.js';
import { CommandError } from '../frame/exit.js';
import { timeText } from '../output/plain.js';
import { type Connection, connectionOf } from './profile.js';

/** A clock that is further off makes samples late or of the future. */
const SKEW_MS_MAX = 5_000;
/** A token that ends sooner is told of. */
const TOKEN_LEFT_MS_MIN = 86_400_000;
const TIMEOUT_MS = 5_000;

const ok = (check: string, message: string): CheckFinding => ({ check, state: 'ok', message, fix: '' });
const found = (state: 'broken' | 'doubtful', check: string, message: string, fix: string): CheckFinding => ({
  check,
  state,
  message,
  fix,
});

/** Looks at the way to the platform: who is there, what time it is there, and what the token allows. */
export async function* checkConnection(invocation: Invocation): AsyncGenerator<CheckFinding> {
  let connection: Connection;
  try {
    connection = await connectionOf(invocation);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    yield found('broken', 'profile', `${error.where}: ${error.what}`, error.fix);
    return;
  }
  const { url, token, from } = connection;
  yield ok('profile', `${url} (${from.url}), token from ${from.token}`);
  const { now } = invocation.surroundings;
  let theirs: { readonly date: string | null; readonly askedAt: number; readonly heardAt: number } | null = null;
  const watching: typeof fetch = async (input, init) => {
    const askedAt = now();
    const response = await fetch(input, init);
    theirs = { date: response.headers.get('date'), askedAt, heardAt: now() };
    return response;
  };
  const options = { baseUrl: url, triesMax: 1, timeoutMs: TIMEOUT_MS, surroundings: { fetch: watching } };
  try {
    const { data } = await createTocsinClient({ ...options, token: null }).getReadiness();
    yield ok('platform', `answers, and is ready: ${data.checks.map(({ name }) => name).join(', ')}`);
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof UnreachableError)) throw error;
    const fix = 'start it (npm start, or tocsin up), or name another one by --url';
    yield found('broken', 'platform', error.message, fix);
    if (error instanceof UnreachableError) return;
  }
  if (theirs !== null) yield* clockFindings(theirs);
  yield* tokenFindings(token, now());
  if (token === null) return;
  try {
    await createTocsinClient({ ...options, token }).listRules({ limit: 1 });
    yield ok('permission', 'the token may read rules');
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof UnreachableError)) throw error;
    yield found('broken', 'permission', error.message, 'ask an admin for a token of this platform with rules:read');
  }
}

function* clockFindings({
  date,
  askedAt,
  heardAt,
}: {
  readonly date: string | null;
  readonly askedAt: number;
  readonly heardAt: number;
}): Generator<CheckFinding> {
  const at = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(at)) return;
  // The header has whole seconds, and was written between the question and the answer.
  const skewMs = Math.max(0, askedAt - (at + 1_000), at - heardAt);
  const seconds = Math.round(skewMs / 1_000);
  if (skewMs <= SKEW_MS_MAX) yield ok('clock', 'agrees with the platform to within some seconds');
  else
    yield found(
      'broken',
      'clock',
      `is ${seconds} s off the platform's`,
      'set both clocks by NTP (timedatectl set-ntp true)',
    );
}

function* tokenFindings(token: string | null, now: number): Generator<CheckFinding> {
  if (token === null) {
    yield found(
      'broken',
      'token',
      'there is none',
      'give one by --token-file, TOCSIN_TOKEN_FILE, TOCSIN_TOKEN or a profile',
    );
    return;
  }
  const claims = claimsOf(token);
  // What is no token with claims is a key of the API, which says nothing of itself.
  if (claims === null) return;
  const { exp, scope, role, tenant } = claims;
  const may = [scope ?? '', role === undefined ? '' : `as ${role}`].filter((text) => text !== '').join(', ');
  const what = `of ${tenant ?? 'no tenant'}: ${may === '' ? 'no scopes' : may}`;
  const endsAt = exp === undefined ? null : exp * 1_000;
  if (endsAt !== null && endsAt <= now)
    yield found('broken', 'token', `ended at ${timeText(endsAt)}`, 'make another one: POST /api/tokens, or log in');
  else if (endsAt !== null && endsAt - now < TOKEN_LEFT_MS_MIN)
    yield found('doubtful', 'token', `${what}; ends at ${timeText(endsAt)}`, 'make another one before then');
  else yield ok('token', what);
}

interface Claims {
  readonly exp?: number;
  readonly scope?: string;
  readonly role?: string;
  readonly tenant?: string;
}

/** What a token says of itself, unverified: it is told to its owner. */
function claimsOf(token: string): Claims | null {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return null;
  try {
    const read = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const text = (name: string): object => (typeof read[name] === 'string' ? { [name]: read[name] } : {});
    const scope = Array.isArray(read['scope']) ? { scope: read['scope'].join(' ') } : text('scope');
    return {
      ...(typeof read['exp'] === 'number' ? { exp: read['exp'] } : {}),
      ...scope,
      ...text('role'),
      ...text('tenant'),
    };
  } catch {
    return null;
  }
}
