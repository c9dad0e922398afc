import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandTemplate, parseTemplate } from './template.js';

/** Throws where the rules are not there: a test that needs them does not pass in silence. */
const folder = join(process.env['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'prometheus-rules');

/** Reads the labels and annotations of a rule file line by line: in these files each has one line. */
function* templatesOf(file: string): Generator<{ alert: string; field: string; text: string }> {
  let alert = '';
  let isInside = false;
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
    const [, key = '', value = ''] = /^\s*(?:- )?(\w+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === 'alert') alert = value;
    if (key === 'labels' || key === 'annotations') isInside = true;
    else if (value === '' || key === 'alert' || key === 'expr' || key === 'for') isInside = false;
    else if (isInside) yield { alert, field: key, text: plain(value) };
  }
}

function plain(value: string): string {
  if (value.startsWith('"')) return JSON.parse(value) as string;
  return value.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : value;
}

const context = {
  labels: { instance: 'db-1:9100', job: 'node', namespace: 'shop', pod: 'cart-0', name: 'web' },
  externalLabels: { region: 'eu' },
  externalUrl: 'https://alerts.example',
  value: 93.75,
  nowMs: 1_700_000_000_000,
  query: () => [],
};

describe('the templates of 61 published rule files', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  const templates = files.flatMap((file) => [...templatesOf(file)].map((template) => ({ file, ...template })));

  it('are all found', () => {
    expect(files).toHaveLength(61);
    expect(templates.filter(({ field }) => field === 'description')).toHaveLength(494);
    expect(templates.filter(({ field }) => field === 'summary')).toHaveLength(494);
    expect(templates.filter(({ field }) => field === 'severity')).toHaveLength(494);
  });

  it('all expand, and nothing of a template is left', () => {
    for (const { file, alert, field, text } of templates) {
      const outcome = parseTemplate(text);
      const expanded = outcome.kind === 'parsed' ? expandTemplate(outcome.template, context) : outcome;
      expect({ file, alert, field, ...expanded }).toMatchObject({ kind: 'expanded' });
      if (expanded.kind === 'expanded') expect(expanded.text).not.toMatch(/\{\{|<no value>|%!/);
    }
  });

  it('say what their authors meant', () => {
    const text = templates.find(({ alert, field }) => alert === 'ZfsPoolOutOfSpace' && field === 'description')?.text;
    const outcome = parseTemplate(text ?? '');
    expect(outcome.kind === 'parsed' && expandTemplate(outcome.template, context)).toEqual({
      kind: 'expanded',
      text: 'ZFS pool  is almost full (< 10% left).\n  VALUE = 93.75\n  LABELS = map[instance:db-1:9100 job:node name:web namespace:shop pod:cart-0]',
    });
  });

  it('take far fewer steps than the limit', () => {
    for (const { text } of templates) {
      const outcome = parseTemplate(text);
      if (outcome.kind !== 'parsed') throw new Error(outcome.error.message);
      expect(expandTemplate(outcome.template, { ...context, limits: { steps: 100 } }).kind).toBe('expanded');
    }
  });
});
