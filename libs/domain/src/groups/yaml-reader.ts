import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { parseDurationMs } from '../rules/duration.js';
import { type Labels, labelsFrom } from '../rules/labels.js';

/** Something wrong in a file; line and column are counted from 1. */
export interface FileFinding {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type Fields<Name extends string> = ReadonlyMap<Name, Node>;

/**
 * Walks the nodes of a YAML document and gathers what is wrong, each with its place. All scalars are texts, so that
 * `for: 5` and `expr: 1` are what was written.
 */
export class YamlReader {
  readonly findings: FileFinding[] = [];
  /** Null when the text is empty or no YAML. */
  readonly root: Node | null;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    const document = parseDocument(text, { schema: 'failsafe', lineCounter: this.#lines });
    for (const { message, pos } of document.errors) this.find(pos[0], message.split('\n')[0] as string);
    this.root = document.errors.length > 0 ? null : document.contents;
  }

  find(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.findings.push({ line, column: col, message });
  }

  fields<Name extends string>(node: Node, known: readonly Name[], where: string): Fields<Name> {
    const fields = new Map<Name, Node>();
    if (!isMap(node)) {
      this.find(startOf(node), `${where}: is no map of fields`);
      return fields;
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!(known as readonly string[]).includes(name))
        this.find(startOf(key as Node), `${where}: field ${name} not found; known are ${known.join(', ')}`);
      else if (value !== null) fields.set(name as Name, value as Node);
    }
    return fields;
  }

  items(node: Node | undefined, where: string): Node[] {
    if (isNothing(node)) return [];
    if (isSeq(node)) return node.items as Node[];
    this.find(startOf(node), `${where}: is no list`);
    return [];
  }

  text(fields: Fields<string>, name: string): string | null {
    const node = fields.get(name);
    if (node === undefined) return null;
    if (isScalar(node)) return String(node.value ?? '');
    this.find(startOf(node), `${name} is no text`);
    return null;
  }

  /** Names with texts. `checkName` says what is wrong with a name; null for nothing. */
  texts(node: Node | undefined, where: string, checkName: (name: string) => string | null = () => null): Labels {
    if (isNothing(node)) return {};
    if (!isMap(node)) {
      this.find(startOf(node), `${where}: labels and annotations are names with texts`);
      return {};
    }
    const entries = node.items.map(({ key, value }): [string, string] => {
      const name = isScalar(key) ? String(key.value) : '';
      const problem = checkName(name);
      if (problem !== null) this.find(startOf(key as Node), `${where}: ${problem}`);
      if (value !== null && !isScalar(value)) this.find(startOf(value as Node), `${where}: ${name} is no text`);
      return [name, isScalar(value) ? String(value.value ?? '') : ''];
    });
    return labelsFrom(entries);
  }

  /** A duration in ms; null when there is none. */
  duration(fields: Fields<string>, name: string, where: string): number | null {
    const text = this.text(fields, name);
    if (text === null || text === '') return null;
    const ms = parseDurationMs(text);
    if (ms === null)
      this.find(startOf(fields.get(name)), `${where}: not a valid duration string: ${JSON.stringify(text)}`);
    return ms;
  }
}

const isNothing = (node: Node | undefined): node is undefined =>
  node === undefined || (isScalar(node) && (node.value === '' || node.value === null));

export const startOf = (node: Node | undefined): number => node?.range?.[0] ?? 0;
