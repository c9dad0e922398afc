import { createReadStream, readFileSync, statSync } from 'node:fs';
import {
  EVIDENCE_FORMAT,
  type EvidencePack,
  EvidencePackSchema,
  type EvidenceVerdict,
  verifyEvidence,
} from '@tocsin/domain/compliance/evidence-pack';
import { parseCheckpointLine } from '@tocsin/domain/ledger/ledger-file';
import { type LedgerVerdict, LedgerVerifier } from '@tocsin/domain/ledger/ledger-verifier';
import { nodeLedgerCrypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { readText } from './backtest-file.js';

/** A pack of two thousand proofs has some ten megabytes; a ledger may have any length. */
const PACK_BYTES_MAX = 64 * 1_024 * 1_024;

/** As they were written. */
export interface VerifyOptions {
  readonly key: string;
  readonly witness?: string;
  readonly output: string;
}

/**
 * Verifies the file of a ledger, without asking anybody, and prints what it found.
 *
 * @returns the exit status: 0 when the ledger is proved, 1 when it is not what was signed for, 2 when it could not be
 *   looked at: wrong options, or a file that cannot be read
 */
export async function runAuditVerify(file: string, { key, witness, output }: VerifyOptions): Promise<number> {
  if (output !== 'text' && output !== 'json') return failed(`--output ${output}: is neither text nor json`);
  const pem = readText(key);
  if (pem.kind === 'failed') return failed(pem.message);
  const kept = witness === undefined ? { kind: 'read' as const, value: '' } : readText(witness);
  if (kept.kind === 'failed') return failed(kept.message);
  const witnessed = notesOf(kept.value);
  if (witness !== undefined && (witnessed === null || witnessed.length === 0))
    return failed(`${witness}: holds neither a checkpoint as a signed note nor lines of a witness`);
  let publicKey: Uint8Array;
  try {
    publicKey = rawPublicKey(pem.value);
  } catch (error) {
    return failed(`${key}: ${(error as Error).message}; it must hold the public key of the ledger in PEM`);
  }
  const pack = packIn(file);
  if (pack !== null) {
    const verdict = verifyEvidence(nodeLedgerCrypto, pack, publicKey);
    const text = output === 'json' ? JSON.stringify(verdict, null, 2) : textOfPack(file, verdict);
    if (verdict.kind === 'proved') console.log(text);
    else console.error(text);
    return verdict.kind === 'proved' ? 0 : 1;
  }
  const verifier = new LedgerVerifier({ crypto: nodeLedgerCrypto, publicKey, witnessed: witnessed ?? [] });
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) verifier.push(chunk as Buffer);
  } catch (error) {
    return failed(`cannot read ${file}: ${(error as Error).message}`);
  }
  const verdict = verifier.end();
  const text = output === 'json' ? JSON.stringify(verdict, null, 2) : textOf(file, verdict, witness !== undefined);
  if (verdict.kind === 'proved') console.log(text);
  else console.error(text);
  return verdict.kind === 'proved' ? 0 : 1;
}

/** @returns the evidence pack that the file holds, with or without the frame that the API gives it; null when it holds none */
function packIn(file: string): EvidencePack | null {
  try {
    if (statSync(file).size > PACK_BYTES_MAX) return null;
    const bytes = readFileSync(file);
    if (!bytes.includes(EVIDENCE_FORMAT)) return null;
    const read: unknown = JSON.parse(bytes.toString());
    const data = typeof read === 'object' && read !== null && 'data' in read ? read.data : read;
    return EvidencePackSchema.safeParse(data).data ?? null;
  } catch {
    return null;
  }
}

function textOfPack(file: string, verdict: EvidenceVerdict): string {
  if (verdict.kind === 'broken') return `${file}: ${verdict.message}`;
  return `${file}: ${verdict.origin}: proved are the checkpoint and these entries: ${verdict.entries}. Counts and what controls say of them are not: they follow from the ledger as a whole`;
}

/** @returns the signed notes of a file that holds one, or one in each line; null when a line holds none */
function notesOf(text: string): string[] | null {
  if (text === '') return [];
  if (!text.startsWith('{')) return [text];
  const notes = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseCheckpointLine);
  return notes.every((note) => note !== null) ? notes : null;
}

function textOf(file: string, verdict: LedgerVerdict, isWitnessed: boolean): string {
  if (verdict.kind === 'broken') {
    const { kind, line, message } = verdict.fault;
    return `${file}${line === null ? '' : `:${line}`}: ${kind}: ${message}`;
  }
  const { origin, entries, checkpoints, witnessed } = verdict;
  const proved = `${file}: ${origin}: ${entries} entries are proved by ${checkpoints} checkpoints`;
  if (isWitnessed) return `${proved}, and agree with ${witnessed} of the witness`;
  return `${proved}; without --witness, a ledger that was cut off or rewritten with the key looks the same`;
}

function failed(message: string): 2 {
  console.error(message);
  return 2;
}
