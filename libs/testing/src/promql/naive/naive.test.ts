import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { refusal, runScript, type ScriptEvaluator } from '../run-script.js';
import { naiveInstant, naiveRange } from './evaluate.js';

const folder = join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'promqltest');

const byDefinition: ScriptEvaluator = {
  instant: (text, store, time, options) => {
    const parsed = parseExpr(text);
    return parsed.kind === 'refused' ? refusal(parsed) : naiveInstant(parsed.expr, store, time, options);
  },
  range: (text, store, query, options) => {
    const parsed = parseExpr(text);
    return parsed.kind === 'refused' ? refusal(parsed) : naiveRange(parsed.expr, store, query, options);
  },
};

const files = readdirSync(folder).filter((name) => name.endsWith('.test'));

test.each(files)("the definition passes Prometheus's own script %s", (file) => {
  const verdicts = runScript(readFileSync(join(folder, file), 'utf8'), byDefinition);
  expect(verdicts.filter(({ kind }) => kind === 'passed').length).toBeGreaterThan(0);
  expect(verdicts.filter(({ kind }) => kind === 'failed')).toEqual([]);
});
