import { canonicalJson, type Json } from './canonical-json.js';
import type { LedgerCrypto } from './ledger-crypto.js';

/** One event of a tenant's ledger, as it stands there for good. */
export interface LedgerEntry {
  /** 0, 1, 2 and so on, without gaps. */
  readonly sequence: number;
  /** When it was appended, ms since 1970. */
  readonly at: number;
  /** The leaf hash of the entry before, in Base64; that of the first one is {@link beginningOf} its ledger. */
  readonly previous: string;
  /** What happened. Fields that name people may be encrypted in it: the chain holds for what stands here. */
  readonly event: { readonly [name: string]: Json };
}

/** Most bytes of a line: a record of the log has at most a quarter of it, and whoever verifies must not be made to hold more. */
export const LINE_BYTES_MAX = 4_194_304;

/** What the chain of a ledger begins with; so no entry of one is one of another. */
export const beginningOf = (crypto: LedgerCrypto, origin: string): Uint8Array =>
  crypto.sha256(crypto.toUtf8(`tocsin ledger\n${origin}\n`));

/** The bytes of an entry are this text in UTF-8: they are what is hashed, stored and exported. */
export const lineOf = ({ sequence, at, previous, event }: LedgerEntry): string =>
  canonicalJson({ sequence, at, previous, event });

/** @returns null when the text is no entry */
export function parseEntry(line: string): LedgerEntry | null {
  const value = parseObject(line);
  if (value === null) return null;
  const { sequence, at, previous, event, ...others } = value;
  if (Object.keys(others).length > 0 || typeof previous !== 'string') return null;
  if (!isCount(sequence) || !isCount(at) || !isObject(event)) return null;
  return { sequence, at, previous, event };
}

/** @returns null when the text is no JSON object */
export function parseObject(line: string): { readonly [name: string]: Json } | null {
  try {
    const value: Json = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
