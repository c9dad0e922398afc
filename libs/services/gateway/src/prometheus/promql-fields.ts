import type { Expr, Matcher } from '@tocsin/domain/promql/ast';
import { valueTypeOf } from '@tocsin/domain/promql/check-types';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { type PromqlError, promqlErrorText } from '@tocsin/domain/promql/promql-error';
import { parseSeriesSelector } from '@tocsin/domain/promql/series-selector';
import type { Form } from './form.js';
import { badData, invalidParameter } from './prometheus-answer.js';

/** Longest text of one selector; queries may not be longer, either. */
const TEXT_LENGTH_MAX = 100_000;
/** How an error of one field is told. */
type Refusal = (message: string) => Error;

/** The expression of the field `query`. @throws PrometheusError */
export function exprOf(form: Form, refusal: Refusal = (message) => invalidParameter('query', message)): Expr {
  const text = form.get('query');
  const parsed = parseExpr(text);
  if (parsed.kind === 'parsed') return parsed.expr;
  throw refusal(parseErrorText(parsed.errors[0] as PromqlError, text));
}

const documented = { scalar: 'scalar', vector: 'instant vector', matrix: 'range vector', string: 'string' } as const;

/** Sees to it that an expression can be evaluated at every step of a range. @throws PrometheusError */
export function requireSteps(expr: Expr): void {
  const type = valueTypeOf(expr);
  if (type === 'vector' || type === 'scalar') return;
  const problem = `invalid expression type "${documented[type]}" for range query, must be Scalar or instant Vector`;
  throw invalidParameter('query', problem);
}

/**
 * The selectors of the fields `match[]`, each of which must rule something out: series are asked for that fit all
 * matchers of one of them.
 *
 * @throws PrometheusError
 */
export function selectorsOf(form: Form, refusal: Refusal = badData): (readonly Matcher[])[] {
  const sets = form.all('match[]').map((text) => selectorOf(text, refusal));
  if (sets.some((matchers) => matchers.every((matcher) => compileMatcher(matcher)(''))))
    throw refusal('match[] must contain at least one non-empty matcher');
  return sets;
}

function selectorOf(text: string, refusal: Refusal): readonly Matcher[] {
  if (text.length > TEXT_LENGTH_MAX) throw refusal(`a selector has more than ${TEXT_LENGTH_MAX} characters`);
  const parsed = parseSeriesSelector(text);
  if (parsed.kind === 'parsed') return parsed.matchers;
  throw refusal(parseErrorText(parsed.error, text));
}

/** An error of the parser as the API tells it: of an empty text there is no place to name. */
function parseErrorText(error: PromqlError, text: string): string {
  const told = promqlErrorText(error);
  return text === '' ? told.replace(/^\d+:\d+/, 'unknown position') : told;
}
