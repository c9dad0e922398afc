import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { beginningOf, type LedgerEntry } from '@tocsin/domain/ledger/ledger-entry';
import { checkpointLine, headerLine } from '@tocsin/domain/ledger/ledger-file';
import { LedgerHead } from '@tocsin/domain/ledger/ledger-head';
import { type LedgerVerdict, LedgerVerifier } from '@tocsin/domain/ledger/ledger-verifier';
import { TreeEdge } from '@tocsin/domain/ledger/merkle-tree';
import { nodeLedgerCrypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';

export { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';

export interface TestKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** The key of Ed25519 whose seed is 32 times this byte. */
export function testKey(byte: number): TestKey {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({ key: Buffer.concat([head, Buffer.alloc(32, byte)]), format: 'der', type: 'pkcs8' });
  const pem = createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString();
  return { publicKey: rawPublicKey(pem), sign: (message) => sign(null, message, key) };
}

/** What a witness of the name `w` answers when it signs a checkpoint at a time, in seconds since 1970. */
export function testCosignature(note: string, { publicKey, sign }: TestKey, seconds = 1_763_900_000): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`));
  const id = nodeLedgerCrypto.sha256(Buffer.from('w\n\u0004'), publicKey).subarray(0, 4);
  return `\u2014 w ${Buffer.concat([id, time, signature]).toString('base64')}\n`;
}

/** The key of the witness `w`, as it publishes it. */
export function testWitnessKey({ publicKey }: TestKey): string {
  const id = Buffer.from(nodeLedgerCrypto.sha256(Buffer.from('w\n\u0004'), publicKey).subarray(0, 4));
  return `w+${id.toString('hex')}+${Buffer.concat([Buffer.of(4), publicKey]).toString('base64')}`;
}

/** An empty ledger's end. */
export const emptyHead = (origin: string): LedgerHead =>
  new LedgerHead(nodeLedgerCrypto, new TreeEdge(nodeLedgerCrypto, 0, []), beginningOf(nodeLedgerCrypto, origin));

/** An audit event of `acme`, different for each number. */
export const testEvent = (n: number): LedgerEntry['event'] => ({
  id: `event-${n}`,
  type: 'rule_modified',
  tenant_id: 'acme',
  actor: `person ${n % 7}`,
  at: 1_763_900_000_000 + n,
  subject: `rule/${n % 50}`,
  details: { version: n, name: 'Größe "A" \u20ac', threshold: n / 8 },
});

/**
 * The lines of a ledger's file.
 *
 * @param events - in their order
 * @param sealAt - after how many entries there is a checkpoint
 */
export function testLedger(
  events: readonly LedgerEntry['event'][],
  sealAt: readonly number[],
  key: TestKey,
  origin = originOf('acme'),
): string[] {
  const head = emptyHead(origin);
  const lines = [headerLine(origin)];
  events.forEach((event, i) => {
    lines.push(head.append(event, 1_763_900_000_000 + i).line);
    if (!sealAt.includes(head.size)) return;
    const checkpoint = { origin, size: head.size, root: head.root(), extensions: [] };
    lines.push(checkpointLine(writeCheckpoint(nodeLedgerCrypto, checkpoint, key.publicKey, key.sign)));
  });
  return lines;
}

/** Verifies the text of a file in chunks of so many bytes. */
export function verdictOf(
  file: Uint8Array,
  { publicKey }: TestKey,
  witnessed: readonly string[] = [],
  chunkBytes = 1_000,
): LedgerVerdict {
  const verifier = new LedgerVerifier({ crypto: nodeLedgerCrypto, publicKey, witnessed });
  for (let at = 0; at < file.length; at += chunkBytes) verifier.push(file.subarray(at, at + chunkBytes));
  return verifier.end();
}
