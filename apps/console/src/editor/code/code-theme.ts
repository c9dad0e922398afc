import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Colours of what is written, each with enough contrast to what it stands on in either theme. */
export const inks = {
  string: 'light-dark(#2b6a2f, #8ce99a)',
  number: 'light-dark(#a33c00, #ffc078)',
  word: 'light-dark(#7b2a90, #e599f7)',
  name: 'light-dark(#1a5fa0, #74c0fc)',
  comment: 'light-dark(#495057, #adb5bd)',
} as const;

const wrong = 'light-dark(#c92a2a, #ff8787)';

/** As the fields around it look. */
export const codeTheme: Extension = [
  EditorView.theme({
    '&': {
      border: '1px solid var(--mantine-color-default-border)',
      borderRadius: 'var(--mantine-radius-default)',
      backgroundColor: 'var(--mantine-color-body)',
      color: 'var(--mantine-color-text)',
      fontSize: 'var(--mantine-font-size-sm)',
    },
    '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '1px' },
    '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', maxHeight: '40rem', overflow: 'auto' },
    '.cm-content': { caretColor: 'var(--mantine-color-text)', minHeight: '2.5rem' },
    '.cm-gutters': {
      backgroundColor: 'transparent',
      color: 'var(--mantine-color-dimmed)',
      borderRight: '1px solid var(--mantine-color-default-border)',
    },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'light-dark(#d0ebff, #364fc7)',
    },
    '.cm-tooltip': {
      backgroundColor: 'var(--mantine-color-body)',
      border: '1px solid var(--mantine-color-default-border)',
    },
    '.cm-tooltip-autocomplete ul li[aria-selected]': {
      backgroundColor: 'var(--mantine-primary-color-filled)',
      color: 'var(--mantine-color-white)',
    },
    '.cm-completionDetail': { color: 'inherit' },
    '.cm-diagnostic-error': { borderLeftColor: wrong },
    '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: `underline wavy ${wrong}` },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.string, tags.attributeValue], color: inks.string },
      { tag: [tags.number, tags.bool, tags.null], color: inks.number },
      { tag: [tags.keyword, tags.typeName], color: inks.word },
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: inks.name },
      { tag: tags.comment, color: inks.comment },
    ]),
  ),
];
