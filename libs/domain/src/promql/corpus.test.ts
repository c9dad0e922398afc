import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { parseExpr } from './parser.js';
import { printExpr } from './printer.js';
import { promqlErrorText } from './promql-error.js';
import { sameExpr } from './same-expr.js';

const root = process.env['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data');

function filesOf(folder: string, extension: string): { name: string; text: string }[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(extension));
  return names.map((name) => ({ name, text: readFileSync(join(root, folder, name), 'utf8') }));
}

const evaluation = /^eval\S*\s+(?:instant\s+at\s+\S+|range\s+from\s+\S+\s+to\s+\S+\s+step\s+\S+)\s+(\S.*)$/;

/** The expressions of Prometheus's own tests of its evaluator. */
function testedExpressions(): string[] {
  return filesOf('promqltest', '.test').flatMap(({ text }) =>
    text.split('\n').flatMap((line) => evaluation.exec(line.trim())?.[1] ?? []),
  );
}

interface RuleFile {
  readonly groups?: readonly { readonly rules?: readonly { readonly expr: unknown }[] | null }[] | null;
}

function ruleExpressions(): string[] {
  return filesOf('prometheus-rules', '.yml').flatMap(({ text }) => {
    const groups = (parseYaml(text) as RuleFile | null)?.groups ?? [];
    return groups.flatMap(({ rules }) => (rules ?? []).map(({ expr }) => String(expr)));
  });
}

/** What is wrong with reading an expression, printing it and reading it again; null where nothing is. */
function complaint(text: string): string | null {
  const first = parseExpr(text);
  if (first.kind === 'refused') {
    return first.errors.map(promqlErrorText).join('; ');
  }
  const printed = printExpr(first.expr);
  const second = parseExpr(printed);
  const isSame = second.kind === 'parsed' && sameExpr(first.expr, second.expr);
  return isSame && printExpr(second.expr) === printed ? null : `printed as ${printed}`;
}

const complaints = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => {
    const found = complaint(text);
    return found === null ? [] : [`${text}: ${found}`];
  });

test('every expression of the rule collection is read, printed and read again', () => {
  const texts = ruleExpressions();
  expect(texts).toHaveLength(494);
  expect(complaints(texts)).toEqual([]);
});

test("every expression of Prometheus's evaluator tests is read, but for those on native histograms alone", () => {
  const texts = testedExpressions();
  expect(texts).toHaveLength(1244);
  const refusals = complaints(texts);
  expect(refusals.filter((refusal) => !refusal.includes('native histograms'))).toEqual([]);
  expect(refusals).toHaveLength(3);
});
