import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';

/** Longest file in characters; the largest published ones have some hundred thousand. */
export const SOURCE_LENGTH_MAX = 5_000_000;
/** Most documents of a file. */
const DOCUMENTS_MAX = 10_000;
/** Most aliases that are followed: a few anchors for what rules share, and no bomb. */
const ALIASES_MAX = 1_000;
/** Deepest nesting that is read; conditions of a rule lie some ten deep. */
const NESTING_MAX = 64;

type Path = readonly (string | number)[];
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}
export type SourceRead =
  | { readonly kind: 'read'; readonly source: SourceDocuments }
  | { readonly kind: 'refused'; readonly message: string; readonly place: SourcePlace };

/** The documents of a YAML or JSON file, and where in the text each of their values stands. */
export class SourceDocuments {
  private constructor(
    readonly values: readonly unknown[],
    private readonly roots: readonly (Node | null)[],
    private readonly lines: LineCounter,
  ) {}

  /**
   * @param scalars - `texts`: all scalars as they are written, so that `expr: 1` is a text; `typed`: numbers as numbers
   */
  static read(text: string, scalars: 'texts' | 'typed'): SourceRead {
    const start = { line: 1, column: 1 };
    if (text.length > SOURCE_LENGTH_MAX)
      return {
        kind: 'refused',
        message: `it has more than ${SOURCE_LENGTH_MAX} characters; split it up`,
        place: start,
      };
    const lines = new LineCounter();
    const schema = scalars === 'texts' ? 'failsafe' : 'core';
    const documents = [...parseAllDocuments(text, { schema, lineCounter: lines })];
    const error = documents.flatMap(({ errors }) => errors)[0];
    if (error !== undefined)
      return { kind: 'refused', message: error.message.split('\n')[0] ?? '', place: placeOf(lines, error.pos[0]) };
    if (documents.length > DOCUMENTS_MAX)
      return { kind: 'refused', message: `it has more than ${DOCUMENTS_MAX} documents; split it up`, place: start };
    try {
      const values = documents.map((document) => document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown);
      if (values.some((value) => isTooDeep(value)))
        return { kind: 'refused', message: `it is nested more than ${NESTING_MAX} levels deep`, place: start };
      const roots = documents.map(({ contents }) => contents as Node | null);
      return { kind: 'read', source: new SourceDocuments(values, roots, lines) };
    } catch (fault) {
      if (!(fault instanceof ReferenceError) && !(fault instanceof RangeError)) throw fault;
      return { kind: 'refused', message: fault.message, place: start };
    }
  }

  /** Where a value stands; of a path that leads nowhere, where it ends. */
  placeOf(document: number, path: Path): SourcePlace {
    let node = this.roots[document] ?? null;
    let at = node?.range?.[0] ?? 0;
    for (const step of path) {
      const next = childOf(node, step);
      if (next === null) break;
      node = next;
      at = node.range?.[0] ?? at;
    }
    return placeOf(this.lines, at);
  }
}

function childOf(node: Node | null, step: string | number): Node | null {
  if (isSeq(node)) return (node.items[Number(step)] as Node | undefined) ?? null;
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return (pair?.value ?? pair?.key ?? null) as Node | null;
}

function placeOf(lines: LineCounter, offset: number): SourcePlace {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** No further than it must: aliases may lead in circles. */
function isTooDeep(value: unknown): boolean {
  const stack = [{ value, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top.value !== 'object' || top.value === null) continue;
    if (top.depth > NESTING_MAX) return true;
    for (const inner of Object.values(top.value)) stack.push({ value: inner, depth: top.depth + 1 });
  }
  return false;
}
