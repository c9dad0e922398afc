import type { Expr } from '@tocsin/domain/promql/ast';
import { utf8Length } from '@tocsin/domain/promql/go-text';
import { printExpr } from '@tocsin/domain/promql/printer';

/** What is longer than this, in bytes, is broken into lines. */
const LINE_LENGTH_MAX = 100;
const INDENT = '  ';
/** Stands in for a part while what is around it is printed. */
const part: Expr = { kind: 'number', value: 0, isDuration: false, span: { from: 0, to: 0 } };

/** An expression over several lines where it is long, as Prometheus lays it out. */
export function formatExpr(expr: Expr, level = 0): string {
  const indent = INDENT.repeat(level);
  const line = printExpr(expr);
  const isLong = utf8Length(line) > LINE_LENGTH_MAX;
  switch (expr.kind) {
    case 'subquery':
      // Prometheus does not indent one that fits in a line.
      return isLong ? formatExpr(expr.expr, level) + printExpr({ ...expr, expr: part }).slice(1) : line;
    case 'unary':
      return `${indent}${expr.operator}${formatExpr(expr.expr, level).trim()}`;
  }
  if (!isLong) return indent + line;
  switch (expr.kind) {
    case 'paren':
      return `${indent}(\n${formatExpr(expr.expr, level + 1)}\n${indent})`;
    case 'call':
      return `${indent}${expr.func}(\n${expr.args.map((arg) => formatExpr(arg, level + 1)).join(',\n')}\n${indent})`;
    case 'binary': {
      const operator = printExpr({ ...expr, left: part, right: part }).slice(2, -2);
      return `${formatExpr(expr.left, level + 1)}\n${indent}${operator}\n${formatExpr(expr.right, level + 1)}`;
    }
    case 'aggregate': {
      const head = printExpr({ ...expr, param: null, expr: part }).slice(0, -'(0)'.length);
      const inside = expr.param === null ? [expr.expr] : [expr.param, expr.expr];
      return `${indent}${head}(\n${inside.map((each) => formatExpr(each, level + 1)).join(',\n')}\n${indent})`;
    }
  }
  return indent + line;
}
