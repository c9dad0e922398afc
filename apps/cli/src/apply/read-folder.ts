import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SourceDocuments } from '@tocsin/domain/rules/formats/source-documents';
import { type AnyKind, kindNamed, kinds } from './kinds.js';
import type { Wanted } from './provisioned-kind.js';

/** Most files of a folder; a tenant has ten thousand rules at most, and a file holds several. */
const FILES_MAX = 10_000;

/** What a folder wants, by kind. */
export type FolderContent = ReadonlyMap<AnyKind, readonly Wanted<unknown>[]>;
export type FolderRead =
  | { readonly kind: 'read'; readonly content: FolderContent; readonly files: number }
  | { readonly kind: 'failed'; readonly messages: readonly string[] };

/** Reads every YAML and JSON file of a folder and of those below it; hidden ones are left alone. */
export function readFolder(folder: string): FolderRead {
  let files: string[];
  try {
    files = filesIn(folder).sort();
  } catch (error) {
    return { kind: 'failed', messages: [`cannot read ${folder}: ${(error as Error).message}`] };
  }
  if (files.length > FILES_MAX)
    return { kind: 'failed', messages: [`${folder}: has ${files.length} files, more than ${FILES_MAX}`] };
  const reader = new FolderReader();
  for (const file of files) reader.file(file);
  return reader.messages.length > 0
    ? { kind: 'failed', messages: reader.messages }
    : { kind: 'read', content: reader.content, files: files.length };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(full);
    return entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) ? [full] : [];
  });
}

class FolderReader {
  readonly messages: string[] = [];
  readonly content = new Map<AnyKind, Wanted<unknown>[]>(kinds.map((kind) => [kind, []]));
  readonly #seen = new Map<string, string>();

  file(file: string): void {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      this.messages.push(`cannot read ${file}: ${(error as Error).message}`);
      return;
    }
    const read = SourceDocuments.read(text, 'typed');
    if (read.kind === 'refused') {
      this.messages.push(`${file}:${read.place.line}:${read.place.column}: ${read.message}`);
      return;
    }
    const { source } = read;
    source.values.forEach((value, document) => {
      const tell = (at: readonly (string | number)[], message: string): void => {
        const { line, column } = source.placeOf(document, at);
        this.messages.push(`${file}:${line}:${column}: ${message}`);
      };
      for (const { one, at } of documentsIn(value)) this.#document(one, at, tell, file);
    });
  }

  #document(
    value: unknown,
    at: readonly (string | number)[],
    tell: (at: readonly (string | number)[], message: string) => void,
    file: string,
  ): void {
    const { kind: name, ...rest } =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    const kind = kindNamed(name);
    if (kind === null) {
      const names = kinds.map((one) => one.name).join(', ');
      tell([...at, 'kind'], `kind is ${JSON.stringify(name) ?? 'missing'}; known are ${names}`);
      return;
    }
    const read = kind.read(rest);
    if ('faults' in read) {
      for (const { path: within, message } of read.faults) tell([...at, ...within], message);
      return;
    }
    const key = JSON.stringify([kind.name, read.name]);
    const before = this.#seen.get(key);
    if (before !== undefined) tell(at, `there is a ${kind.name} "${read.name}" in ${before}, too`);
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
