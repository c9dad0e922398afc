import { createHmac } from 'node:crypto';
import { systemClock } from '@tocsin/runtime/system-clock';

type Json = Record<string, unknown>;

/** What may be wrong with a token; the rest of it is sound. */
export interface Forgery {
  header?: Json;
  /** Claims beside or instead of the sound ones; undefined takes one away. */
  claims?: Json;
  /** The whole payload. */
  payload?: string;
  hash?: 'sha256' | 'sha384' | 'sha512';
  secret?: string | Buffer;
}

export const seconds = (): number => Math.floor(systemClock.now() / 1_000);

/** Writes tokens by hand, since no library signs what is wrong on purpose. Without a forgery they are sound. */
export class TokenForger {
  constructor(private readonly secret: string) {}

  parts({ header = {}, claims = {}, payload, hash = 'sha256', secret = this.secret }: Forgery = {}): string[] {
    const sound = {
      iss: 'tocsin',
      aud: 'tocsin',
      sub: 'somebody',
      jti: 'forged',
      tenant: 'acme_main',
      scope: 'admin:all',
      exp: seconds() + 60,
    };
    const head = base64(JSON.stringify({ alg: 'HS256', typ: 'JWT', ...header }));
    const body = base64(payload ?? JSON.stringify({ ...sound, ...claims }));
    return [head, body, createHmac(hash, secret).update(`${head}.${body}`).digest('base64url')];
  }

  token(forgery: Forgery = {}): string {
    return this.parts(forgery).join('.');
  }
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64url');
