import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { Input } from '@mantine/core';
import { getNonce } from 'get-nonce';
import { type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './code-editor.module.css';
import { codeTheme } from './code-theme.js';
import { Echoes } from './echoes.js';

/** Marks what was not typed here: nobody has to be told of it. */
const fromOutside = Annotation.define<boolean>();

/**
 * Puts what is typed in the place of what is selected. A browser that does so by itself gives it the style that was there, by
 * an attribute that the page's policy does not let in.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { data, inputType } = event;
  // What the browser has selected: the editor may hear of that a moment later.
  const selected = document.getSelection();
  if (inputType !== 'insertText' || data === null || selected === null || selected.isCollapsed) return false;
  const range = selected.getRangeAt(0);
  if (view.state.readOnly || !view.contentDOM.contains(range.commonAncestorContainer)) return false;
  const from = view.posAtDOM(range.startContainer, range.startOffset);
  const to = view.posAtDOM(range.endContainer, range.endOffset);
  event.preventDefault();
  const insert = view.state.toText(data);
  const selection = { anchor: from + insert.length };
  view.dispatch({ changes: { from, to, insert }, selection, userEvent: 'input.type', scrollIntoView: true });
  return true;
}

/** What is wrong at a point is marked at the character before it: a mark of its own would stand in the way of who types there. */
const marked = (diagnostics: readonly Diagnostic[], length: number): Diagnostic[] =>
  diagnostics
    .map((one) => ({ ...one, from: Math.min(one.from, Math.max(0, length - 1), Math.max(0, one.to - 1)) }))
    .map((one) => ({ ...one, to: Math.min(length, Math.max(one.to, one.from + 1)) }))
    .filter(({ from, to }) => to > from);

/** What is marked moves into an element of its own, and the browser then puts the caret before it, which the library does not see. */
function keepCaret(view: EditorView): void {
  if (!view.hasFocus || view.composing) return;
  const { anchor, head } = view.state.selection.main;
  const [from, to] = [view.domAtPos(anchor), view.domAtPos(head)];
  document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

/** A text in a language of its own, with what is wrong marked where it stands. Tab leads on, as from every field. */
export function CodeEditor({
  label,
  description,
  error,
  value,
  isLocked,
  language,
  diagnostics,
  onChange,
}: {
  readonly label: string;
  readonly description?: string;
  readonly error?: ReactNode;
  readonly value: string;
  readonly isLocked: boolean;
  /** Colours and completions; what is given first stays. */
  readonly language: Extension;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChange: (text: string) => void;
}): ReactElement {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const echoes = useRef(new Echoes());
  const [first, standing, told] = [useRef({ value, language }), useRef(new Compartment()), useRef(onChange)];
  const isWrong = error !== undefined && error !== null && error !== '';
  const errorId = `${id}-error`;
  useEffect(() => {
    told.current = onChange;
  });
  useEffect(() => {
    if (place.current === null) return undefined;
    const made = new EditorView({
      parent: place.current,
      doc: first.current.value,
      extensions: [
        EditorView.cspNonce.of(getNonce() ?? ''),
        history(),
        lintGutter(),
        autocompletion({ icons: false }),
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.domEventHandlers({ beforeinput: typeOver }),
        EditorView.updateListener.of(({ docChanged, state, transactions }) => {
          const isTyped = transactions.every((one) => one.annotation(fromOutside) !== true);
          if (!docChanged || !isTyped) return;
          const text = state.doc.toString();
          echoes.current.said(text);
          told.current(text);
        }),
        standing.current.of([]),
        codeTheme,
        first.current.language,
      ],
    });
    view.current = made;
    return () => made.destroy();
  }, [first, standing, told]);
  useEffect(() => {
    const attributes = {
      'aria-label': label,
      'aria-readonly': String(isLocked),
      'aria-invalid': String(isWrong),
      ...(isWrong ? { 'aria-describedby': errorId } : {}),
    };
    view.current?.dispatch({
      effects: standing.current.reconfigure([
        EditorState.readOnly.of(isLocked),
        EditorView.contentAttributes.of(attributes),
      ]),
    });
  }, [label, isLocked, isWrong, errorId, standing]);
  useEffect(() => {
    // What was typed and taken back in between never comes.
    if (view.current?.state.doc.toString() === value) echoes.current.settle();
  });
  useEffect(() => {
    const { current } = view;
    if (current === null || echoes.current.isEcho(value) || current.state.doc.toString() === value) return;
    const changes = { from: 0, to: current.state.doc.length, insert: value };
    current.dispatch({ changes, annotations: fromOutside.of(true) });
  }, [value]);
  useEffect(() => {
    const { current } = view;
    if (current === null || current.state.doc.toString() !== value) return;
    current.dispatch(setDiagnostics(current.state, marked(diagnostics, value.length)));
    keepCaret(current);
  }, [value, diagnostics]);
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      inputWrapperOrder={['label', 'description', 'input', 'error']}
      description={description}
      error={error}
      errorProps={{ id: errorId }}
    >
      <div ref={place} className={classes['place']} />
    </Input.Wrapper>
  );
}
