import { canonicalJson } from './canonical-json.js';
import { parseObject } from './ledger-entry.js';

/** Names the format, so that a reader knows what it cannot read. */
const FORMAT = 'tocsin-ledger/1';

/*
 * A ledger as a file: lines of canonical JSON in UTF-8, each with its end. The first one is the header; then the entries in
 * their order, and after the last entry that a checkpoint counts, the checkpoint.
 */

export const headerLine = (origin: string): string => canonicalJson({ format: FORMAT, origin });
export const checkpointLine = (note: string): string => canonicalJson({ checkpoint: note });

/** @returns the ledger's name; null when the line is no header */
export function parseHeader(line: string): string | null {
  const origin = parseObject(line)?.['origin'];
  return typeof origin === 'string' && headerLine(origin) === line ? origin : null;
}

/** @returns the signed note, unread; null when the line holds none */
export function parseCheckpointLine(line: string): string | null {
  const note = parseObject(line)?.['checkpoint'];
  return typeof note === 'string' && checkpointLine(note) === line ? note : null;
}
