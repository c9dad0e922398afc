import { LabelSet } from '../plan/label-set.js';
import { NO_VALUE } from '../plan/series-store.js';
import { parseExpr } from '../promql/parser.js';

/** A point of a series as promtool's tests write it: a value, a staleness marker, nothing, or a native histogram. */
export type Point = { kind: 'value'; value: number } | { kind: 'none' } | { kind: 'native_histogram' };

export interface NotedSeries {
  labels: LabelSet;
  points: Point[];
}

/**
 * Reads a series and its points in promtool's notation, such as `up{job="a"} 0+10x5 _ stale 3`.
 *
 * @throws Error saying what cannot be read
 */
export function parseSeriesNotation(text: string): NotedSeries {
  const at = endOfSeries(text);
  return { labels: parseSeriesLabels(text.slice(0, at)), points: parsePoints(text.slice(at)) };
}

function endOfSeries(text: string): number {
  let quote = '';
  let isInBraces = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] as string;
    if (quote !== '') {
      if (char === '\\' && quote !== '`') i += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '{') isInBraces = true;
    else if (char === '}') return i + 1;
    else if (/\s/.test(char) && !isInBraces && !/^\s*\{(?!\{)/.test(text.slice(i))) return i;
  }
  if (isInBraces) throw new Error(`unclosed braces in ${text}`);
  return text.length;
}

/** The labels of a series such as `up{job="a"}`; the name may be missing or stand quoted in the braces. */
export function parseSeriesLabels(text: string): LabelSet {
  const own = text.trim();
  if (/^\{\s*\}$/.test(own)) return LabelSet.empty;
  // A selector needs something that it asks for, a series need not have anything; a label lent to it settles that.
  const lent = own.replace(/,?\s*\}$/, own.endsWith('{}') ? 'lent__="1"}' : ', lent__="1"}');
  const parsed = parseExpr(own.endsWith('}') ? lent : `${own}{lent__="1"}`);
  if (parsed.kind === 'refused') throw new Error(`${own}: ${parsed.errors[0]?.message ?? 'unreadable'}`);
  if (parsed.expr.kind !== 'vector_selector') throw new Error(`${own} is no series`);
  const entries = parsed.expr.matchers.map(({ name, value }) => [name, value] as const);
  return LabelSet.fromEntries(entries.filter(([name]) => name !== 'lent__'));
}

const token = /\s*(\{\{.*?\}\}(?:[+-]\{\{.*?\}\})?(?:x\d+)?|\S+)/y;
const repeated = /^(.+?)x(\d+)$/;
const stepped = /^([+-]?(?:Inf|NaN|[\d.]+(?:e[+-]?\d+)?))([+-](?:Inf|NaN|[\d.]+(?:e[+-]?\d+)?))$/i;

export function parsePoints(text: string): Point[] {
  const points: Point[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text))
    points.push(...pointsOf(found[1] as string));
  return points;
}

function pointsOf(text: string): Point[] {
  const many = repeated.exec(text);
  const [one, times] = many === null ? [text, null] : [many[1] as string, Number(many[2])];
  if (one.startsWith('{{')) return new Array<Point>((times ?? 0) + 1).fill({ kind: 'native_histogram' });
  if (one === '_') return new Array<Point>(times ?? 1).fill({ kind: 'none' });
  const steps = times === null ? null : stepped.exec(one);
  const first = valueOf(steps === null ? one : (steps[1] as string));
  const step = steps === null ? 0 : valueOf(steps[2] as string);
  let value = first;
  const points: Point[] = [{ kind: 'value', value }];
  for (let i = 0; i < (times ?? 0); i += 1) {
    value += step;
    points.push({ kind: 'value', value: first === NO_VALUE ? first : value });
  }
  return points;
}

function valueOf(text: string): number {
  if (text === 'stale') return NO_VALUE;
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const value = Number(text.replace(/^\+/, ''));
  if (Number.isNaN(value)) throw new Error(`${text} is no value`);
  return value;
}
