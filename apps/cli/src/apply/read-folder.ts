import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SourceDocuments } from '@tocsin/domain/rules/formats/source-documents';
import { type AnyKind, kindNamed, kinds } from './kinds.js';
import type { Wanted } from './provisioned-kind.js';

/** Says where in its file a value stands. */
type Place = (at: readonly (string | number)[]) => string;

/** Most files of a folder; a tenant has ten thousand rules at most, and a file holds several. */
const FILES_MAX = 10_000;

/** What a folder wants, by kind. */
export type FolderContent = ReadonlyMap<AnyKind, readonly Wanted<unknown>[]>;
export type FolderRead =
  | {
      readonly kind: 'read';
      readonly content: FolderContent;
      readonly files: number;
      /** What is doubtful, each with its place. */
      readonly doubts: readonly string[];
    }
  /** Each fault with its place. */
  | { readonly kind: 'faulty'; readonly messages: readonly string[]; readonly doubts: readonly string[] }
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * Reads a file, or every YAML and JSON file of a folder and of those below it; hidden ones are left alone.
 *
 * @param given - as it was written, which places are told by
 * @param directory - what it is relative to
 */
export function readFolder(given: string, directory: string): FolderRead {
  const reader = new FolderReader(directory);
  let files: string[];
  try {
    files = statSync(path.resolve(directory, given)).isDirectory() ? filesIn(given, directory).sort() : [given];
    if (files.length > FILES_MAX)
      return { kind: 'unreadable', message: `${given}: has ${files.length} files, more than ${FILES_MAX}` };
    for (const file of files) reader.file(file);
  } catch (error) {
    return { kind: 'unreadable', message: `cannot read ${given}: ${(error as Error).message}` };
  }
  return reader.result(files.length);
}

/**
 * Reads the text of one file as a file of a folder is read; null where none of its documents says of which kind it is.
 *
 * @param file - as it was written, which places are told by
 */
export function readKindsOf(text: string, file: string): Exclude<FolderRead, { kind: 'unreadable' }> | null {
  const read = SourceDocuments.read(text, 'typed');
  if (read.kind === 'refused' || !read.source.values.flat().some(saysItsKind)) return null;
  const reader = new FolderReader('');
  reader.text(text, file);
  return reader.result(1);
}

const saysItsKind = (value: unknown): boolean => typeof value === 'object' && value !== null && 'kind' in value;

function filesIn(folder: string, directory: string): string[] {
  return readdirSync(path.resolve(directory, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(full, directory);
    return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [full] : [];
  });
}

class FolderReader {
  readonly messages: string[] = [];
  readonly doubts: string[] = [];
  readonly content = new Map<AnyKind, Wanted<unknown>[]>(kinds.map((kind) => [kind, []]));
  readonly #seen = new Map<string, string>();

  constructor(private readonly directory: string) {}

  /** @throws when it cannot be read */
  file(file: string): void {
    this.text(readFileSync(path.resolve(this.directory, file), 'utf8'), file);
  }

  text(text: string, file: string): void {
    const read = SourceDocuments.read(text, 'typed');
    if (read.kind === 'refused') {
      this.messages.push(`${file}:${read.place.line}:${read.place.column}: ${read.message}`);
      return;
    }
    const { source } = read;
    source.values.forEach((value, document) => {
      const placed: Place = (at) => {
        const { line, column } = source.placeOf(document, at);
        return `${file}:${line}:${column}`;
      };
      for (const { one, at } of documentsIn(value)) this.#document(one, at, placed, file);
    });
  }

  result(files: number): Exclude<FolderRead, { kind: 'unreadable' }> {
    const { messages, doubts, content } = this;
    return messages.length > 0 ? { kind: 'faulty', messages, doubts } : { kind: 'read', content, files, doubts };
  }

  #document(value: unknown, at: readonly (string | number)[], placed: Place, file: string): void {
    const { kind: name, ...rest } =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    const kind = kindNamed(name);
    if (kind === null) {
      const names = kinds.map((one) => one.name).join(', ');
      const message = `kind is ${JSON.stringify(name) ?? 'missing'}; known are ${names}`;
      this.messages.push(`${placed([...at, 'kind'])}: ${message}`);
      return;
    }
    const read = kind.read(rest);
    if ('faults' in read) {
      for (const { path: within, message } of read.faults)
        this.messages.push(`${placed([...at, ...within])}: ${message}`);
      return;
    }
    for (const { path: within, message } of read.doubts) this.doubts.push(`${placed([...at, ...within])}: ${message}`);
    const key = JSON.stringify([kind.name, read.name]);
    const before = this.#seen.get(key);
    if (before !== undefined)
      this.messages.push(`${placed(at)}: there is a ${kind.name} "${read.name}" in ${before}, too`);
    this.#seen.set(key, file);
    this.content.get(kind)?.push(read);
  }
}

/** A document, a list of them, or a rule file of Prometheus, whose groups are documents. */
function documentsIn(value: unknown): { one: unknown; at: readonly (string | number)[] }[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.map((one: unknown, i) => ({ one, at: [i] }));
  const groups = typeof value === 'object' && !('kind' in value) && 'groups' in value ? value.groups : undefined;
  if (!Array.isArray(groups)) return [{ one: value, at: [] }];
  return groups.map((group: object, i) => ({ one: { kind: 'rule-group', ...group }, at: ['groups', i] }));
}
