import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { runScript } from './run-script.js';

const folder = join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'promqltest');

test.each(readdirSync(folder).filter((name) => name.endsWith('.test')))(
  '%s passes but for native histograms',
  (file) => {
    const verdicts = runScript(readFileSync(join(folder, file), 'utf8'));
    expect(verdicts.filter(({ kind }) => kind === 'failed')).toEqual([]);
    expect(verdicts.some(({ kind }) => kind === 'passed')).toBe(true);
  },
);
