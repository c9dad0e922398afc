import type { Expr, Matcher, VectorSelector } from '@tocsin/domain/promql/ast';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { printExpr } from '@tocsin/domain/promql/printer';
import { narrowExprBy } from '@tocsin/domain/rule-templates/narrow';
import type { RuleCondition } from '@tocsin/domain/rules/condition';
import { type Labels, labelsFrom } from '@tocsin/domain/rules/labels';
import { type MeasureArguments, measures } from './measures.js';

/** A rule of a sentence pair, or that there is none. */
export type Expected =
  | { readonly kind: 'asked' | 'refused' }
  | {
      readonly kind: 'rule';
      readonly conditions: readonly RuleCondition[];
      readonly severity: string;
      readonly hold: string;
      readonly keep: string;
      readonly every: string | null;
      readonly name: string | null;
      readonly labels: Labels;
      readonly leftOut: readonly string[];
    };

const severities: ReadonlySet<string> = new Set(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO']);

/**
 * Reads what a sentence means: `ask`, `refuse`, or conditions with semicolons in between and, each behind a bar, what
 * else the rule says. A comparison of one metric is a condition of its own kind, any other expression is PromQL.
 *
 * @throws TypeError when a pair is not well written
 */
export function readExpected(text: string): Expected {
  if (text === 'ask') return { kind: 'asked' };
  if (text === 'refuse') return { kind: 'refused' };
  const [conditions = '', ...rest] = split(text, '|');
  const said = new Map<string, string[]>();
  for (const part of rest) {
    const [word = '', ...more] = part.split(' ');
    const key = severities.has(word) ? 'severity' : word;
    said.set(key, [...(said.get(key) ?? []), key === 'severity' ? word : more.join(' ')]);
  }
  const first = (key: string): string | null => said.get(key)?.[0] ?? null;
  return {
    kind: 'rule',
    conditions: split(conditions, ';').map(readCondition),
    severity: first('severity') ?? 'MEDIUM',
    hold: first('for') ?? '0',
    keep: first('keep') ?? '0',
    every: first('every'),
    name: first('name'),
    labels: labelsFrom((said.get('label') ?? []).map((pair) => pair.split('=') as [string, string])),
    leftOut: (said.get('left') ?? []).map((left) => left.replace('out ', '')),
  };
}

function readCondition(text: string): RuleCondition {
  const joined = /^(any|all|not|atleast|sequence) ?(\S*)\((.*)\)$/.exec(text);
  if (joined !== null && (joined[1] !== 'not' || joined[2] === '')) {
    const [, how = '', amount = '', inner = ''] = joined;
    const conditions = split(inner, ';').map(readCondition);
    if (how === 'sequence') return { type: 'sequence', within: amount, conditions };
    if (how === 'atleast') return { type: 'composite', match: 'n_of', n: Number(amount), conditions };
    return { type: 'composite', match: how as 'any' | 'all' | 'not', conditions };
  }
  const kind = /^(absent|change|anomaly|forecast|outlier|pattern)( [^:]*)?: (.*)$/.exec(text);
  if (kind === null) return readComparison(text);
  const [, type = '', given = '', what = ''] = kind;
  const words = given.trim().split(' ');
  switch (type) {
    case 'absent':
      return { type: 'absence', ...selected(what), window: words[0] ?? '' };
    case 'anomaly':
      return { type: 'anomaly', ...selected(what), score: Number(words[0]) };
    case 'pattern': {
      const [, series = '', label = '', pattern = '', operator = '', number = ''] =
        /^(\S+) (\S+) "(.*)" (>=|<=|==|!=|>|<) (\S+)$/.exec(what) ?? [];
      const counted = { window: words[0] ?? '', operator: operator as '>', threshold: Number(number) };
      return { type: 'pattern', ...selected(series), label, pattern, ...counted };
    }
    case 'outlier': {
      const [series = '', by = ''] = what.split(' by ');
      const window = words[0] === '' ? {} : { window: words[0] };
      const labels = by === '' ? [] : by.replace(/[()]/g, '').split(', ');
      const near = { tolerance: 3, neighbors: 2, min_peers: 3, min_distance: 0 };
      return { type: 'outlier', method: 'mad', ...selected(series), by: labels, ...window, ...near };
    }
    case 'forecast': {
      const { operator, threshold, ...series } = compared(what);
      return { type: 'forecast', ...series, horizon: words[0] as '1h', quantile: '0.5', operator, threshold };
    }
    default: {
      const [mode = '', window = ''] = words;
      return { type: 'change', mode: mode as 'percent', window, ...compared(what) };
    }
  }
}

function readComparison(text: string): RuleCondition {
  const [comparison = '', recovery] = text.split(' recover ');
  const expr = parsed(expanded(comparison));
  const { left, right } = expr.kind === 'binary' ? expr : { left: null, right: null };
  const isSeries = left?.kind === 'vector_selector' && left.matchers.every(({ operator }) => operator === '=');
  if (!isSeries || (right?.kind !== 'number' && right?.kind !== 'unary'))
    return { type: 'promql', expr: printExpr(expr) };
  const recovers = recovery === undefined ? {} : { recovery_threshold: Number(recovery) };
  return { type: 'threshold', ...compared(comparison), ...recovers };
}

function compared(text: string): ReturnType<typeof selected> & { operator: '>'; threshold: number } {
  const [, series = '', operator = '', number = ''] = /^(.*?) (>=|<=|==|!=|>|<) (\S+)$/.exec(text) ?? [];
  return { ...selected(series), operator: operator as '>', threshold: Number(number) };
}

function selected(text: string): { metric_path: string; labels?: Labels } {
  const { matchers, name } = parsed(text) as VectorSelector;
  const labels = labelsFrom(matchers.flatMap((one) => (one.name === '__name__' ? [] : [[one.name, one.value]])));
  return { metric_path: name, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
}

const matchersOf = (text: string): Matcher[] =>
  (parsed(text) as VectorSelector).matchers.filter(({ name }) => name !== '__name__');

/** Each `$name(arguments){labels}` in place of what it stands for. */
function expanded(text: string): string {
  return text.replace(/\$([a-z]+)(\(([^)]*)\))?(\{[^}]*\})?/g, (_, name: string, _call, given = '', labels = '') => {
    const pairs = (given as string).split(',').filter((pair) => pair !== '');
    const named = Object.fromEntries(pairs.map((pair) => pair.split('='))) as Partial<MeasureArguments>;
    const measure = measures[name];
    if (measure === undefined) throw new TypeError(`there is no measure $${name}`);
    const written = parsed(measure({ w: '5m', o: '', q: '0.95', by: 'job', ...named }));
    const narrowed = labels === '' ? written : narrowExprBy(written, matchersOf(`x${labels as string}`));
    return `(${printExpr(narrowed)})`;
  });
}

function parsed(text: string): Expr {
  const read = parseExpr(text);
  if (read.kind === 'parsed') return read.expr;
  throw new TypeError(`does not parse: ${text}: ${read.errors[0]?.message ?? ''}`);
}

/** The parts of a text between separators that stand outside of brackets and quotes. */
function split(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && '([{'.includes(character)) depth += 1;
    if (!isQuoted && ')]}'.includes(character)) depth -= 1;
    if (character === separator && depth === 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
