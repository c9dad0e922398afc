import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** The text of an API key: `tsk_`, the key's name, which may be shown, and the secret. */
export function newApiKeyText(id: string): string {
  return `tsk_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** The name in the text of an API key; null when it is none. */
export function idOfApiKey(text: string): string | null {
  return /^tsk_([0-9a-f-]{36})_[A-Za-z0-9_-]{43}$/.exec(text)?.[1] ?? null;
}

/** What is kept of a key. Its secret has 256 random bits, which nobody guesses, however fast the hash. */
export function hashOfApiKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
