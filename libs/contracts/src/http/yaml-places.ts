import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export type Path = readonly (string | number)[];

/** Where in parsed YAML something stands: the value at a path, or the key that leads to it. */
export interface Place {
  readonly path: Path;
  readonly part: 'key' | 'value';
}

interface Position {
  readonly line: number;
  readonly column: number;
}
type YamlContent =
  | { readonly kind: 'parsed'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly findings: readonly ({ path: ''; message: string } & Position)[] };

/** Most findings about a text's syntax; a text that is no YAML has one at every other character. */
const SYNTAX_FINDINGS_MAX = 20;

/** YAML as it was sent, all scalars as texts, so that `for: 5` and `expr: 1` are what was written. */
export class YamlBody {
  readonly content: YamlContent;
  readonly #root: Node | null;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    const document = parseDocument(text, { schema: 'failsafe', lineCounter: this.#lines });
    this.#root = document.contents;
    const findings = document.errors
      .slice(0, SYNTAX_FINDINGS_MAX)
      .map(({ message, pos }) => this.#finding(pos[0], message.split('\n')[0] as string));
    this.content =
      findings.length > 0 ? { kind: 'refused', findings } : this.#valueOf(() => document.toJS() as unknown);
  }

  /** Where a place stands; of a path that leads nowhere, where it ends. */
  positionOf({ path, part }: Place): Position {
    let node = this.#root;
    let keyAt: number | undefined;
    let at = offsetOf(node) ?? 0;
    for (const step of path) {
      const pair = isMap(node) ? node.items.find(({ key }) => nameOf(key) === step) : undefined;
      const next = (isSeq(node) ? node.items[Number(step)] : pair?.value) as Node | null | undefined;
      keyAt = offsetOf(pair?.key as Node | undefined);
      at = offsetOf(next) ?? keyAt ?? at;
      node = next ?? null;
    }
    return this.#position(part === 'key' ? (keyAt ?? at) : at);
  }

  /** Aliases are resolved only now; one to nothing, or too many of them, are what may be wrong. */
  #valueOf(resolve: () => unknown): YamlContent {
    try {
      return { kind: 'parsed', value: resolve() };
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      return { kind: 'refused', findings: [this.#finding(0, error.message)] };
    }
  }

  #finding(offset: number, message: string): { path: ''; message: string } & Position {
    return { path: '', message, ...this.#position(offset) };
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** What begins at each offset of a JSON text. */
export function placesIn(json: string): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  const walk = (node: Node | null, path: Path): void => {
    places.set(offsetOf(node) ?? 0, { path, part: 'value' });
    if (isSeq(node)) node.items.forEach((item, i) => walk(item as Node, [...path, i]));
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const inner = [...path, nameOf(key)];
      places.set(offsetOf(key as Node) ?? 0, { path: inner, part: 'key' });
      walk(value as Node, inner);
    }
  };
  walk(parseDocument(json, { schema: 'failsafe' }).contents, []);
  return places;
}

const offsetOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];
const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');
