import type { Expr, Matcher } from './ast.js';

/** Whether two trees are the same expression: they differ in spans and in the order of a selector's matchers at most. */
export function sameExpr(a: Expr, b: Expr): boolean {
  return sameValue(a, b);
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, i) => sameValue(each, b[i]));
  }
  if (!isRecord(a) || !isRecord(b)) {
    return Object.is(a, b);
  }
  return Object.keys({ ...a, ...b }).every((key) => {
    if (key === 'span') {
      return true;
    }
    return key === 'matchers' ? sameMatchers(a[key], b[key]) : sameValue(a[key], b[key]);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameMatchers(a: unknown, b: unknown): boolean {
  const texts = (matchers: unknown): string[] =>
    (matchers as readonly Matcher[]).map(({ name, operator, value }) => JSON.stringify([name, operator, value])).sort();
  return sameValue(texts(a), texts(b));
}
