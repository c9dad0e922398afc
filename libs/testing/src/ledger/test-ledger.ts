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
