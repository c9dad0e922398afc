import { createTocsinClient, type TocsinClient } from '@tocsin/client/tocsin-client';
import type { Invocation } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';
import { connectionOf } from './profile.js';

/** Somebody waits: a platform that is gone is told of after a second. */
const TRIES_MAX = 3;
/** The platform computes as long as a back-test may run. */
const TIMEOUT_MS = 130_000;

/** A client of the platform that is meant. @throws CommandError when nothing lets in */
export async function connect(invocation: Invocation): Promise<TocsinClient> {
  const { url, token } = await connectionOf(invocation);
  if (token === null)
    throw new CommandError(
      exit.notAllowed,
      'there is no token',
      url,
      'give one by --token-file, TOCSIN_TOKEN_FILE, TOCSIN_TOKEN or a profile; npm start writes one to .tocsin/admin.token',
    );
  return createTocsinClient({ baseUrl: url, token, triesMax: TRIES_MAX, timeoutMs: TIMEOUT_MS });
}
