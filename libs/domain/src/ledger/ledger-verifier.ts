import { type CheckpointReading, readCheckpoint } from './checkpoint.js';
import { isSameBytes, type LedgerCrypto } from './ledger-crypto.js';
import { beginningOf, LINE_BYTES_MAX, type LedgerEntry, parseEntry } from './ledger-entry.js';
import { parseCheckpointLine, parseHeader } from './ledger-file.js';
import { LineSplitter } from './line-splitter.js';
import { leafHash, TreeEdge } from './merkle-tree.js';

/** What was done to a ledger, as far as its file can tell. */
export type LedgerFaultKind =
  /** A line is none of a ledger. */
  | 'malformed'
  /** An entry is not what the next one says it was. */
  | 'edited'
  | 'deleted'
  | 'inserted'
  | 'reordered'
  /** Something at the end is missing. */
  | 'truncated'
  /** Entries that are whole among themselves are not those that were signed for. */
  | 'rewritten'
  /** A checkpoint is signed by another key: neither the one given, nor one that it leads to. */
  | 'wrong_key'
  /** A checkpoint was changed after it was signed. */
  | 'bad_signature';

export interface LedgerFault {
  readonly kind: LedgerFaultKind;
  /** Of the file, from 1; null for what a witness has. */
  readonly line: number | null;
  /** Which entry it is about, by its sequence number; null for what is no entry's. */
  readonly entry: number | null;
  readonly message: string;
}

export type LedgerVerdict =
  | {
      readonly kind: 'proved';
      readonly origin: string;
      readonly entries: number;
      readonly checkpoints: number;
      /** How many of the witness's checkpoints were of this ledger, and hold for it. */
      readonly witnessed: number;
    }
  | { readonly kind: 'broken'; readonly fault: LedgerFault };

export interface LedgerVerifierOptions {
  readonly crypto: LedgerCrypto;
  /** The 32 bytes of the installation's key; its successors are known by it. */
  readonly publicKey: Uint8Array;
  /**
   * Checkpoints that were kept elsewhere, as signed notes, or none. Those of other ledgers are passed over; but where there are
   * any, one is of this ledger, or another ledger is passed off for the one that was asked for.
   */
  readonly witnessed: readonly string[];
}

/** A gap in the numbers: what is missing may still come, at a wrong place. */
interface Gap {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

/**
 * Verifies the file of a ledger as its bytes come, holding one line, one hash for each level of the tree and the
 * witness's checkpoints. It tells of the first thing that is wrong.
 */
export class LedgerVerifier {
  readonly #options: LedgerVerifierOptions;
  readonly #splitter = new LineSplitter();
  readonly #edge: TreeEdge;
  #origin: string | null = null;
  #previous: Uint8Array = new Uint8Array();
  #witnessed = new Map<number, Uint8Array[]>();
  #witnessedMax = 0;
  #line = 0;
  /** Where the last entry stands. */
  #entryLine = 0;
  #checkpoints = 0;
  #sealed = 0;
  #witnessedCount = 0;
  #gap: Gap | null = null;
  #fault: LedgerFault | null = null;

  constructor(options: LedgerVerifierOptions) {
    this.#options = options;
    this.#edge = new TreeEdge(options.crypto, 0, []);
  }

  /** Takes the next bytes of the file. */
  push(chunk: Uint8Array): void {
    for (const line of this.#splitter.push(chunk)) {
      if (this.#fault !== null) return;
      this.#line += 1;
      this.#take(line);
    }
    if (this.#fault === null && this.#splitter.restBytes > LINE_BYTES_MAX)
      this.#tell('malformed', null, `is longer than ${LINE_BYTES_MAX} bytes`, this.#line + 1);
  }

  /** To be called once, when there are no more bytes. */
  end(): LedgerVerdict {
    if (this.#fault === null) this.#checkEnd();
    if (this.#fault !== null) return { kind: 'broken', fault: this.#fault };
    return {
      kind: 'proved',
      origin: this.#origin ?? '',
      entries: this.#edge.size,
      checkpoints: this.#checkpoints,
      witnessed: this.#witnessedCount,
    };
  }

  #tell(kind: LedgerFaultKind, entry: number | null, message: string, line: number | null = this.#line): void {
    this.#fault ??= { kind, line, entry, message };
  }

  #take(bytes: Uint8Array): void {
    const { crypto } = this.#options;
    const line = bytes.length > LINE_BYTES_MAX ? null : crypto.fromUtf8(bytes);
    if (line === null) return this.#tell('malformed', null, 'is too long, or no UTF-8');
    if (this.#origin === null) return this.#takeHeader(line);
    const entry = parseEntry(line);
    if (entry !== null) return this.#takeEntry(entry, bytes);
    const note = parseCheckpointLine(line);
    if (note === null) return this.#tell('malformed', this.#edge.size, 'is neither an entry nor a checkpoint');
    if (this.#gap === null) this.#takeCheckpoint(note);
  }

  #takeHeader(line: string): void {
    const { crypto, publicKey, witnessed } = this.#options;
    const origin = parseHeader(line);
    if (origin === null) return this.#tell('malformed', null, 'is not the header of a ledger that is known here');
    this.#origin = origin;
    this.#previous = beginningOf(crypto, origin);
    for (const note of witnessed) {
      const reading = readCheckpoint(crypto, note, publicKey);
      if (reading.kind !== 'signed') {
        this.#tell(faultOf(reading), null, `a checkpoint of the witness ${reasonOf(reading)}`, null);
        return;
      }
      const { checkpoint } = reading;
      if (checkpoint.origin !== origin) continue;
      this.#witnessedCount += 1;
      this.#witnessedMax = Math.max(this.#witnessedMax, checkpoint.size);
      const roots = this.#witnessed.get(checkpoint.size) ?? [];
      this.#witnessed.set(checkpoint.size, [...roots, checkpoint.root]);
    }
    if (witnessed.length > 0 && this.#witnessedCount === 0)
      this.#tell('rewritten', null, `the witness has no checkpoint of a ledger ${origin}`);
    this.#compareWitnessed();
  }

  #takeEntry({ sequence, previous }: LedgerEntry, bytes: Uint8Array): void {
    if (this.#gap !== null) return this.#fillGap(this.#gap, sequence);
    const { crypto } = this.#options;
    const expected = this.#edge.size;
    if (sequence > expected) {
      this.#gap = { from: expected, to: sequence, line: this.#line };
      return;
    }
    if (sequence < expected)
      return this.#tell('inserted', sequence, `stands where entry ${expected} belongs, and comes a second time`);
    if (previous !== crypto.toBase64(this.#previous)) {
      const what =
        sequence === 0
          ? 'entry 0 does not begin this ledger'
          : `entry ${sequence - 1} is not the one that entry ${sequence} was appended to`;
      return this.#tell('edited', Math.max(0, sequence - 1), what, sequence === 0 ? this.#line : this.#entryLine);
    }
    this.#previous = leafHash(crypto, bytes);
    this.#edge.append(this.#previous);
    this.#entryLine = this.#line;
    this.#compareWitnessed();
  }

  /** What is missing may stand further on; then nothing was deleted. */
  #fillGap({ from, to, line }: Gap, sequence: number): void {
    if (sequence < from || sequence >= to) return;
    this.#tell('reordered', sequence, `entry ${sequence} stands at line ${this.#line}, behind later ones`, line);
  }

  #takeCheckpoint(note: string): void {
    const { crypto, publicKey } = this.#options;
    const size = this.#edge.size;
    const reading = readCheckpoint(crypto, note, publicKey);
    if (reading.kind !== 'signed') return this.#tell(faultOf(reading), null, `the checkpoint ${reasonOf(reading)}`);
    const { checkpoint } = reading;
    if (checkpoint.origin !== this.#origin)
      return this.#tell('rewritten', null, `the checkpoint is of another ledger, ${checkpoint.origin}`);
    if (checkpoint.size !== size) {
      const kind = checkpoint.size > size ? 'deleted' : 'inserted';
      return this.#tell(kind, size, `the checkpoint counts ${checkpoint.size} entries, and ${size} stand before it`);
    }
    if (!isSameBytes(checkpoint.root, this.#edge.root()))
      return this.#tell('rewritten', null, `the entries since ${this.#sealed} are not those that were signed for`);
    this.#checkpoints += 1;
    this.#sealed = size;
  }

  #compareWitnessed(): void {
    const size = this.#edge.size;
    const roots = this.#witnessed.get(size);
    if (roots === undefined) return;
    this.#witnessed.delete(size);
    const root = this.#edge.root();
    if (roots.every((one) => isSameBytes(one, root))) return;
    this.#tell('rewritten', null, `the first ${size} entries are not those whose checkpoint the witness has`);
  }

  #checkEnd(): void {
    const size = this.#edge.size;
    if (this.#gap !== null) {
      const { from, to, line } = this.#gap;
      const what = to - from === 1 ? `entry ${from} is` : `entries ${from} to ${to - 1} are`;
      return this.#tell('deleted', from, `${what} missing`, line);
    }
    if (this.#splitter.restBytes > 0) return this.#tell('truncated', null, 'the last line has no end', this.#line + 1);
    if (this.#checkpoints === 0 || this.#sealed < size) {
      const open = size - this.#sealed;
      return this.#tell(
        'truncated',
        this.#sealed,
        open === 0
          ? 'there is no checkpoint'
          : `no checkpoint follows the last ${open} entries, so nothing proves them`,
      );
    }
    if (this.#witnessedMax > size)
      this.#tell(
        'truncated',
        size,
        `the witness has a checkpoint of ${this.#witnessedMax} entries, and ${size} are here`,
      );
  }
}

type Unsigned = Exclude<CheckpointReading, { kind: 'signed' }>;

function faultOf({ kind }: Unsigned): LedgerFaultKind {
  return kind === 'other_key' ? 'wrong_key' : kind;
}

function reasonOf({ kind }: Unsigned): string {
  if (kind === 'malformed') return 'is no signed note of a checkpoint';
  return kind === 'other_key' ? 'is signed by another key than the one given' : 'is not what was signed';
}
