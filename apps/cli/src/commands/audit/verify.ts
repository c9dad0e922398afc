import { createReadStream, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  EVIDENCE_FORMAT,
  EvidencePackSchema,
  type EvidenceVerdict,
  verifyEvidence,
} from '@tocsin/domain/compliance/evidence-pack';
import { erasuresIn, isErasureSigned, type SignedErasureProof } from '@tocsin/domain/compliance/erasure-proof';
import { parseCheckpointLine } from '@tocsin/domain/ledger/ledger-file';
import { type LedgerVerdict, LedgerVerifier } from '@tocsin/domain/ledger/ledger-verifier';
import { nodeLedgerCrypto, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { readText, unreadable } from '../../files/read-text.js';
import { type Run, textOption } from '../../frame/command.js';
import { CommandError, exit, type ExitStatus } from '../../frame/exit.js';
import { printOne } from '../../output/print.js';

/** A pack of two thousand proofs has some ten megabytes; a ledger may have any length. */
const DOCUMENT_BYTES_MAX = 64 * 1_024 * 1_024;

/** Verifies the file of a ledger, an evidence pack or a certificate of an erasure, without asking anybody. */
export const run: Run = async (invocation) => {
  const { surroundings } = invocation;
  const [file = ''] = invocation.args;
  const [keyFile, witness] = [textOption(invocation, 'key') as string, textOption(invocation, 'witness')];
  const publicKey = publicKeyOf(await readText(surroundings, keyFile), keyFile);
  const witnessed = witness === undefined ? [] : notesOf(await readText(surroundings, witness));
  if (witness !== undefined && (witnessed === null || witnessed.length === 0))
    throw new CommandError(
      exit.usage,
      'it holds neither a checkpoint as a signed note nor lines of a witness',
      witness,
      'give the file of a witness, or a checkpoint as GET /api/audit/checkpoint answered it',
    );
  const told = async (verdict: { readonly kind: 'proved' | 'broken' }, text: string): Promise<ExitStatus> => {
    await printOne(invocation, { data: verdict, text });
    return verdict.kind === 'proved' ? exit.ok : exit.failed;
  };
  const place = path.resolve(surroundings.directory, file);
  const document = documentIn(place);
  const pack = EvidencePackSchema.safeParse(document).data;
  if (pack !== undefined) {
    const verdict = verifyEvidence(nodeLedgerCrypto, pack, publicKey);
    return told(verdict, textOfPack(file, verdict));
  }
  const erasures = erasuresIn(document);
  if (erasures !== null) {
    const verdict = verdictOfErasures(erasures, publicKey);
    return told(verdict, `${file}: ${verdict.message}`);
  }
  const verifier = new LedgerVerifier({ crypto: nodeLedgerCrypto, publicKey, witnessed: witnessed ?? [] });
  try {
    for await (const chunk of createReadStream(place, { highWaterMark: 1 << 20 })) verifier.push(chunk as Buffer);
  } catch (error) {
    throw unreadable(file, error);
  }
  const verdict = verifier.end();
  return told(verdict, textOf(file, verdict, witness !== undefined));
};

function publicKeyOf(pem: string, file: string): Uint8Array {
  try {
    return rawPublicKey(pem);
  } catch (error) {
    throw new CommandError(
      exit.usage,
      (error as Error).message,
      file,
      'it must hold the public key of the ledger in PEM',
    );
  }
}

/** @returns what the file holds that is one document, without the frame that the API gives it; null when it holds lines */
function documentIn(file: string): unknown {
  try {
    if (statSync(file).size > DOCUMENT_BYTES_MAX) return null;
    const bytes = readFileSync(file);
    // A ledger has none of either, and is not parsed for nothing.
    if (!bytes.includes(EVIDENCE_FORMAT) && !bytes.includes('"certificate"')) return null;
    const read: unknown = JSON.parse(bytes.toString());
    return typeof read === 'object' && read !== null && 'data' in read ? read.data : read;
  } catch {
    return null;
  }
}

function verdictOfErasures(
  erasures: readonly SignedErasureProof[],
  publicKey: Uint8Array,
): { kind: 'proved' | 'broken'; message: string } {
  const broken = erasures.find((erasure) => !isErasureSigned(nodeLedgerCrypto, erasure, publicKey));
  if (broken !== undefined)
    return {
      kind: 'broken',
      message: `the certificate of ${broken.certificate.subject_id} is not what this key has signed`,
    };
  const told = erasures.map(({ certificate: { tenant_id, subject_id, at, audit_event } }) => {
    return `${subject_id} of ${tenant_id} was erased at ${new Date(at).toISOString()} (event ${audit_event} of the audit)`;
  });
  return { kind: 'proved', message: `signed by this key: ${told.join('; ')}` };
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
