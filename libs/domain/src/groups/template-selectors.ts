import { METRIC_NAME } from '../plan/label-set.js';
import { lookBackMsOf } from '../plan/needed-samples.js';
import { EvaluationError } from '../plan/operator.js';
import { LOOKBACK_MS_DEFAULT } from '../plan/plan.js';
import type { VectorSelector } from '../promql/ast.js';
import { parseExpr } from '../promql/parser.js';
import { walkExpr } from '../promql/walk.js';
import { parseTemplate, queryTexts } from '../templates/template.js';
import type { GroupRule } from './rule-group.js';

/** The series that templates may ask for, and how far back. */
export interface AskedSeries {
  readonly selector: VectorSelector;
  readonly lookBackMs: number;
}

/** What stands for an argument of a format until an alert is there. */
const ARGUMENT = 'tocsin_argument';
const verb = /%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z]/g;

/**
 * The series that the templates of a rule may ask for by `query`, found in the strings that stand in them. Formats of
 * queries (`printf "load{instance=%q}" …`) ask for all series that fit whatever is filled in; one whose metric is filled
 * in, or whose durations are, finds what the group has anyway.
 */
export function seriesOfTemplates(rule: GroupRule): AskedSeries[] {
  if (rule.kind === 'recording') return [];
  const texts = [...Object.values(rule.labels), ...Object.values(rule.annotations)];
  return texts.filter((text) => text.includes('query')).flatMap(seriesOfTemplate);
}

function seriesOfTemplate(text: string): AskedSeries[] {
  const parsed = parseTemplate(text);
  return parsed.kind === 'parsed' ? queryTexts(parsed.template).flatMap(seriesOfQuery) : [];
}

function seriesOfQuery(text: string): AskedSeries[] {
  const parsed = parseExpr(text.replace(verb, (found) => (found.endsWith('q') ? `"${ARGUMENT}"` : ARGUMENT)));
  if (parsed.kind === 'refused') return [];
  const asked: AskedSeries[] = [];
  try {
    const lookBackMs = lookBackMsOf(parsed.expr, LOOKBACK_MS_DEFAULT);
    walkExpr(parsed.expr, (expr) => {
      if (expr.kind !== 'vector_selector') return;
      const matchers = expr.matchers.filter(({ value }) => !value.includes(ARGUMENT));
      if (!matchers.some(({ name, operator }) => name === METRIC_NAME && operator === '=')) return;
      asked.push({ selector: { ...expr, matchers, offset: null, at: null, extent: null }, lookBackMs });
    });
  } catch (error) {
    // A duration that cannot be worked out is told when the template asks.
    if (!(error instanceof EvaluationError)) throw error;
  }
  return asked;
}
