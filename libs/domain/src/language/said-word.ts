import type { VectorSelector } from '../promql/ast.js';
import { parseExpr } from '../promql/parser.js';

/** Longest text that is read: a rule of three conditions in full sentences takes some 300 characters. */
export const TEXT_LENGTH_MAX = 1_000;

/** One word of a text, or what counts as one. */
export interface SaidWord {
  readonly kind: 'word' | 'number' | 'quoted' | 'sign' | 'series' | 'time';
  /** As it was written, without quotes. */
  readonly text: string;
  /** In lower case. */
  readonly lower: string;
  /** Of a number. */
  readonly value?: number;
  /** Of a series in braces. */
  readonly selector?: VectorSelector;
  /** No space stands before it. */
  readonly isGlued: boolean;
  readonly from: number;
  readonly to: number;
}

const letter = /[\p{L}\p{M}_]/u;
const digit = /[0-9]/;
const space = /\s/u;
/** What may stand within a name: of a host, a port, a path, an address. */
const within = /[\p{L}\p{M}\p{N}_.:/#@'’-]/u;
const trailing = /[.:/'’-]/;
const quotes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['`', '`'],
]);

/** Takes a text apart. Every character is looked at a fixed number of times at most. */
export function saidWords(text: string): SaidWord[] {
  const words: SaidWord[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (space.test(character)) {
      at += 1;
      continue;
    }
    const word =
      quotedAt(text, at) ?? numberAt(text, at, words.at(-1)) ?? nameAt(text, at, words.at(-1)) ?? signAt(text, at);
    words.push(word);
    at = word.to;
  }
  return words;
}

function made(text: string, from: number, to: number, kind: SaidWord['kind'], more: Partial<SaidWord> = {}): SaidWord {
  const said = text.slice(from, to);
  const isGlued = from > 0 && !space.test(text[from - 1] as string);
  return { kind, text: said, lower: said.toLowerCase(), isGlued, from, to, ...more };
}

function quotedAt(text: string, from: number): SaidWord | null {
  const closing = quotes.get(text[from] as string);
  if (closing === undefined) return null;
  const end = text.indexOf(closing, from + 1);
  if (end === -1) return null;
  const said = text.slice(from + 1, end);
  return made(text, from, end + 1, 'quoted', { text: said, lower: said.toLowerCase() });
}

function numberAt(text: string, from: number, before: SaidWord | undefined): SaidWord | null {
  const isNegative = text[from] === '-' && !(before !== undefined && before.to === from);
  let at = isNegative ? from + 1 : from;
  if (!digit.test(text[at] ?? '')) return null;
  while (digit.test(text[at] ?? '') || (/[.,]/.test(text[at] ?? '') && digit.test(text[at + 1] ?? ''))) at += 1;
  if (/[1-5]xx\b/iy.test(text.slice(from, from + 4)) && at === from + 1) return made(text, from, from + 3, 'word');
  if (text[at] === ':' && digit.test(text[at + 1] ?? '')) {
    while (digit.test(text[at] ?? '') || text[at] === ':') at += 1;
    return made(text, from, at, 'time');
  }
  const exponent = /^e[+-]?[0-9]{1,3}(?![\p{L}0-9])/iu.exec(text.slice(at, at + 6));
  if (exponent !== null) at += exponent[0].length;
  const written = text.slice(from, at);
  // Here a comma divides thousands, elsewhere it is the decimal point: "1,5" is left to whoever reads the words.
  if (written.includes(',') && !/^-?[0-9]{1,3}(,[0-9]{3})+(\.|e|$)/i.test(written)) return made(text, from, at, 'word');
  const value = Number(written.replaceAll(',', ''));
  return Number.isFinite(value) ? made(text, from, at, 'number', { value }) : null;
}

/** A name; behind a number, as a unit stands there, only letters. */
function nameAt(text: string, from: number, before: SaidWord | undefined): SaidWord | null {
  const first = text[from] as string;
  const isUnit = before?.kind === 'number' && before.to === from;
  const isPath = /[/#@]/.test(first) && before?.to !== from;
  if (isUnit ? !letter.test(first) : !(letter.test(first) || isPath)) return null;
  let at = from;
  while (at < text.length && (isUnit ? letter : within).test(text[at] as string)) at += 1;
  if (!isUnit && text.slice(from, at).indexOf('/') > 0 && !text.slice(from, at).includes('://'))
    at = from + text.slice(from, at).indexOf('/');
  while (at > from + 1 && trailing.test(text[at - 1] as string)) at -= 1;
  const series = text[at] === '{' ? seriesAt(text, from, at) : null;
  if (series !== null) return series;
  const possessive = /['’]s$/.exec(text.slice(from, at));
  const said = text.slice(from, at - (possessive?.[0].length ?? 0)).replaceAll('’', "'");
  return made(text, from, at, 'word', { text: said, lower: said.toLowerCase() });
}

/** A metric with labels in braces, as PromQL has it. */
function seriesAt(text: string, from: number, brace: number): SaidWord | null {
  const end = text.indexOf('}', brace);
  if (end === -1) return null;
  const parsed = parseExpr(text.slice(from, end + 1));
  if (parsed.kind === 'refused' || parsed.expr.kind !== 'vector_selector') return null;
  return made(text, from, end + 1, 'series', { selector: parsed.expr });
}

function signAt(text: string, from: number): SaidWord {
  const two = text.slice(from, from + 2);
  const isDouble = ['>=', '<=', '==', '!=', '=~', '=>', '°c', '°C'].includes(two);
  return made(text, from, from + (isDouble ? 2 : (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1), 'sign');
}
