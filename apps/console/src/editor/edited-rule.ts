import { type Document, isMap, isSeq, type Node, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import { conditionsOf, expressionOf } from './typed-expression.js';

/** What the whole rule is written in. */
export type DocumentLanguage = 'yaml' | 'json';
/** Of the conditions alone, PromQL. */
export type Language = DocumentLanguage | 'promql';
export type Fields = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

/**
 * A rule while it is edited: one document in YAML, with its comments, which the form, YAML, JSON and the expression are views of.
 * What was typed in a view and cannot be read yet, or is laid out in a way of its own, stands beside it as it was typed.
 */
export interface EditedRule {
  readonly source: string;
  readonly typed: {
    readonly language: Language;
    readonly text: string;
    /** Why it cannot be read; null when it says the same as the source. */
    readonly problem: string | null;
  } | null;
}

/** Begins with a document that somebody or something has made. */
export const editedRuleOf = (fields: Fields): EditedRule => ({ source: written(fields), typed: null });

/** What the document says. */
export function fieldsOf({ source }: EditedRule): Fields {
  const read: unknown = parseDocument(source).toJS();
  return isFields(read) ? read : {};
}

/** Why what was typed cannot be read; null when it can be. While it cannot, the other views are not to be changed. */
export const problemOf = ({ typed }: EditedRule): string | null => typed?.problem ?? null;

/** The document in a language, as it was typed there last. */
export function textIn(edited: EditedRule, language: Language): string {
  if (edited.typed?.language === language) return edited.typed.text;
  if (language === 'promql') return expressionOf(fieldsOf(edited));
  return language === 'yaml' ? edited.source : `${JSON.stringify(fieldsOf(edited), null, 2)}\n`;
}

/** The document after somebody has typed in one of the languages; comments stay, also where another one than YAML was typed. */
export function typedIn(edited: EditedRule, language: Language, text: string): EditedRule {
  const read = readers[language](text, edited);
  if (typeof read === 'string') return { ...edited, typed: { language, text, problem: read } };
  if (language === 'yaml') return { source: text, typed: null };
  return { source: mergedInto(edited.source, read), typed: { language, text, problem: null } };
}

/** The document with another value at a place. @param value - undefined takes it out */
export function withValue(edited: EditedRule, path: Path, value: unknown): EditedRule {
  return { source: mergedInto(edited.source, replaced(fieldsOf(edited), path, value) as Fields), typed: null };
}

/** What a text makes of the document; a text instead, where it cannot be read, says why. */
const readers: Readonly<Record<Language, (text: string, edited: EditedRule) => Fields | string>> = {
  yaml: readYaml,
  json: readJson,
  promql: (text, edited) => {
    const fields = fieldsOf(edited);
    const conditions = conditionsOf(text, fields['conditions']);
    return typeof conditions === 'string' ? conditions : { ...fields, conditions };
  },
};

function readYaml(text: string): Fields | string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return error.message;
  try {
    const read: unknown = document.toJS();
    return isFields(read) ? read : 'A rule consists of fields, such as "name: CPU is high".';
  } catch (error_) {
    // An alias may lead nowhere, or to too much.
    return messageOf(error_);
  }
}

function readJson(text: string): Fields | string {
  try {
    const read: unknown = JSON.parse(text);
    return isFields(read) ? read : 'A rule is an object in braces.';
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A rule from outside has numbers as JSON has them, and no line is folded. */
const written = (fields: Fields): string => documentOf('{}', fields).toString({ lineWidth: 0 });

function documentOf(source: string, fields: Fields): Document {
  const document: Document = parseDocument(source);
  if (!isMap(document.contents) || document.contents.flow || hasAliases(document)) {
    document.contents = document.createNode(fields);
    return document;
  }
  mergeMap(document, document.contents, fields);
  return document;
}

/** Changes only what says something else, so that comments and order stay. */
function mergedInto(source: string, fields: Fields): string {
  const document = documentOf(source, fields);
  return document.toString({ lineWidth: 0 });
}

function mergeMap(document: Document, map: YAMLMap, fields: Fields): void {
  for (const name of Object.keys(map.toJS(document) as Fields)) if (!Object.hasOwn(fields, name)) map.delete(name);
  for (const [name, value] of Object.entries(fields)) {
    const merged = mergedNode(document, map.get(name, true), value);
    if (merged !== null) map.set(name, merged);
  }
}

/** @returns what is to stand there instead; null when what stands there says it, or was made to */
function mergedNode(document: Document, node: Node | undefined, value: unknown): Node | null {
  if (node !== undefined && isMap(node) && isFields(value)) {
    mergeMap(document, node, value);
    return null;
  }
  if (node !== undefined && isSeq(node) && Array.isArray(value)) {
    mergeSeq(document, node, value);
    return null;
  }
  if (node !== undefined && Object.is(node.toJS(document), value)) return null;
  return document.createNode(value);
}

function mergeSeq(document: Document, seq: YAMLSeq, values: readonly unknown[]): void {
  while (seq.items.length > values.length) seq.delete(seq.items.length - 1);
  for (const [i, value] of values.entries()) {
    const merged = mergedNode(document, seq.get(i, true) as Node | undefined, value);
    if (merged !== null) seq.set(i, merged);
  }
}

function hasAliases(document: Document): boolean {
  let isFound = false;
  visit(document, {
    Alias: () => {
      isFound = true;
      return visit.BREAK;
    },
  });
  return isFound;
}

function replaced(at: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const items: readonly unknown[] = Array.isArray(at) ? at : [];
    const made = replaced(items[key], rest, value);
    return made === undefined ? items.toSpliced(key, 1) : items.toSpliced(key, 1, made);
  }
  const { [key]: before, ...others } = isFields(at) ? at : {};
  const made = replaced(before, rest, value);
  if (made === undefined) return others;
  // What stood there keeps its place.
  return isFields(at) && Object.hasOwn(at, key) ? { ...at, [key]: made } : { ...others, [key]: made };
}
