import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { type Extension, EditorState, type Range } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { aggregateOperators } from '@tocsin/domain/promql/ast';
import { functions } from '@tocsin/domain/promql/functions';
import { Lexer } from '@tocsin/domain/promql/lexer';
import type { TokenKind } from '@tocsin/domain/promql/token';
import { askedAt } from './asked-name.js';
import { inks } from './code-theme.js';

/** What a tenant sends, as it is asked for while somebody writes. */
export interface KnownNames {
  metrics(): Promise<readonly string[]>;
  /** The names of the labels that a metric's series have. */
  labelsOf(metric: string): Promise<readonly string[]>;
  valuesOf(metric: string, label: string): Promise<readonly string[]>;
}

/** Names that are handed over at once; they are narrowed as more is written. */
const OFFERED_MAX = 2_000;

/** PromQL as the platform's own grammar reads it, with the names that the tenant sends. */
export function promqlLanguage(known: KnownNames): Extension {
  // One function for all of the time: by it a completion that is under way is known again.
  const data = [{ autocomplete: (context: CompletionContext) => offer(context, known) }];
  return [colours, colourTheme, EditorState.languageData.of(() => data)];
}

const colourTheme = EditorView.theme(
  Object.fromEntries(Object.entries(inks).map(([ink, color]) => [`.cm-promql-${ink}`, { color }])),
);

async function offer(context: CompletionContext, known: KnownNames): Promise<CompletionResult | null> {
  const asked = askedAt(context.state.doc.toString(), context.pos);
  if (asked === null || (asked.word === '' && asked.kind === 'name' && !context.explicit)) return null;
  const optionsOf = (names: readonly string[], detail?: string) =>
    names.slice(0, OFFERED_MAX).map((label) => (detail === undefined ? { label } : { label, detail }));
  const { from, kind } = asked;
  // What is written as a name, a label or a value goes on being one for as long as it has no sign in it.
  const validFor = kind === 'value' ? /^[^"\\]*$/ : /^[\w:.]*$/;
  if (kind === 'value') return { from, validFor, options: optionsOf(await known.valuesOf(asked.metric, asked.label)) };
  if (kind === 'label') return { from, validFor, options: optionsOf(await known.labelsOf(asked.metric)) };
  const options = [
    ...optionsOf(await known.metrics()),
    ...optionsOf([...functions.keys()], 'function'),
    ...optionsOf(aggregateOperators, 'aggregation'),
  ];
  return { from, validFor, options };
}

const marks = Object.fromEntries(
  Object.keys(inks).map((ink) => [ink, Decoration.mark({ class: `cm-promql-${ink}` })]),
) as Record<keyof typeof inks, Decoration>;

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = coloursOf(view.state);
    }

    update({ docChanged, state }: ViewUpdate): void {
      if (docChanged) this.decorations = coloursOf(state);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function coloursOf(state: EditorState): DecorationSet {
  const lexer = new Lexer(state.doc.toString());
  const ranges: Range<Decoration>[] = [];
  for (let token = lexer.next(); token.kind !== 'end_of_input'; token = lexer.next()) {
    const mark = markOf(token.kind, token.text);
    if (mark !== null && token.to > token.from) ranges.push(mark.range(token.from, token.to));
  }
  return Decoration.set(ranges);
}

function markOf(kind: TokenKind, text: string): Decoration | null {
  if (kind === 'string') return marks.string;
  if (kind === 'number' || kind === 'duration') return marks.number;
  if (kind === 'identifier' || kind === 'metric_identifier') return functions.has(text) ? marks.word : marks.name;
  // Signs are left as they are; all other kinds are words of the language.
  return kind !== 'error' && /^[a-z]/.test(kind) ? marks.word : null;
}
