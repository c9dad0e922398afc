import { parseExpr } from '../promql/parser.js';
import { printExpr } from '../promql/printer.js';
import { parseSeriesNotation } from '../rule-tests/series-notation.js';
import { AlertRuleTemplates } from './alert-rule-templates.js';
import { defaultDraft, draftRule } from './draft-rule.js';
import { neededMetrics } from './needed-series.js';
import { templateGroups } from './rule-template.js';
import { playScenario } from './rule-scenario.js';
import { runbookText } from './runbook.js';

const { all } = AlertRuleTemplates;
const each = all.map((template) => [template.id, template] as const);

test('there are at least sixty templates, some of each group, and no two of one id or title', () => {
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect(new Set(all.map(({ group }) => group))).toEqual(new Set(templateGroups));
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
});

describe.each(each)('%s', (id, template) => {
  const draft = defaultDraft(template);

  test('is a sound rule with its defaults, and says how it may be named and what to do', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    const drafted = draftRule(template, { externalUrl: 'https://tocsin.example' });
    expect(drafted).toMatchObject({
      kind: 'drafted',
      warnings: [],
      draft: { runbook: `https://tocsin.example/api/rule-templates/${id}/runbook` },
    });
    expect(runbookText(template).split('\n').filter(Boolean).length).toBeGreaterThanOrEqual(9);
  });

  test('has expressions in their canonical form', () => {
    for (const condition of draft.conditions) {
      if (condition.type !== 'promql') continue;
      const parsed = parseExpr(condition.expr);
      expect(parsed.kind === 'parsed' && printExpr(parsed.expr)).toBe(condition.expr);
    }
  });

  test('fires when it should, by the engine that evaluates live', () => {
    expect(template.fires.alerts).not.toEqual([]);
    expect(playScenario(draft, template.fires)).toBeNull();
  });

  test('keeps quiet when it should, with all that it reads there', () => {
    expect(template.quiet.alerts).toEqual([]);
    expect(playScenario(draft, template.quiet)).toBeNull();
    const sent = Object.keys(template.quiet.series).map((text) => parseSeriesNotation(`${text} 1`).labels.metric);
    for (const names of neededMetrics(template)) expect(sent).toContain(names[0]);
  });
});
