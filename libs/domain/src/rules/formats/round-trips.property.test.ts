import fc from 'fast-check';
import { parseRuleFile } from '../../groups/rule-file.js';
import { type RuleGroupDraft, RuleGroupDraftSchema } from '../../groups/rule-group-document.js';
import type { Expr } from '../../promql/ast.js';
import { parseExpr } from '../../promql/parser.js';
import { printExpr } from '../../promql/printer.js';
import { type RuleDraft, RuleDraftSchema } from '../alert-rule.js';
import { canonicalText } from '../canonical-text.js';
import { validateRuleDraft } from '../config-validator.js';
import { queryOf } from '../rule-query.js';
import { severityOfLabel } from '../severity-label.js';
import { candidatesOf, ConfigExporter, type FormatName, type ImportFormatName, scalarsOf } from './config-exporter.js';
import type { Exported, PortableRules } from './portable-rules.js';
import { SourceDocuments } from './source-documents.js';

const options = { datasource: 'prom' };
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((one) => one.replaceAll('{{', '{').trim() || 'x');
const labels = fc.dictionary(
  fc.constantFrom('team', 'site', 'severity'),
  fc.oneof(text, fc.constantFrom('page', 'low')),
  {
    maxKeys: 3,
  },
);
const metric = fc.constantFrom('cpu', 'current_metrics.disk', 'http.requests', 'a:b');
const number = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constantFrom(0.5, 1e21, -0.001));
const operator = fc.constantFrom('>', '>=', '<', '<=', '==', '!=');
const selector = {
  metric_path: metric,
  labels: fc.option(
    labels.map((one) => ({ ...one })),
    { nil: undefined },
  ),
};
const leaf: fc.Arbitrary<object> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('threshold'), ...selector, operator, threshold: number }) },
  fc.record({ type: fc.constant('change'), ...selector, window: fc.constant('5m'), operator, threshold: number }),
  fc.record({ type: fc.constant('absence'), ...selector, window: fc.constantFrom('5m', '1h30m') }),
  fc.record({ type: fc.constant('promql'), expr: fc.constantFrom('up == 0', 'sum by (job) (rate(x[5m])) > 1', '1') }),
  fc.record({ type: fc.constant('anomaly'), ...selector }),
  fc.constant({ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80, recovery_threshold: 70 }),
  fc.constant({ type: 'pattern', metric_path: 'log', label: 'message', pattern: 'out of (m|d)', window: '5m' }),
);
const conditions = fc.oneof(
  { weight: 3, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 2 }) },
  fc
    .array(leaf, { minLength: 2, maxLength: 3 })
    .map((inner) => [{ type: 'composite', match: 'any', conditions: inner }]),
  fc
    .array(leaf, { minLength: 2, maxLength: 2 })
    .map((inner) => [{ type: 'sequence', within: '5m', conditions: inner }]),
);
const duration = fc.constantFrom('0', '5m', '1h30m', '0s');
const draft: fc.Arbitrary<RuleDraft> = fc
  .record(
    {
      name: text,
      description: fc.oneof(text, fc.constant('value {{ $value }}')),
      severity: fc.constantFrom('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'),
      category: fc.constantFrom('infrastructure', 'security'),
      status: fc.constantFrom('active', 'active', 'paused', 'draft'),
      conditions,
      for: duration,
      keep_firing_for: duration,
      interval: fc.constantFrom('30s', '7s'),
      labels,
      annotations: fc.dictionary(fc.constantFrom('summary', 'description', 'runbook_url'), text, { maxKeys: 2 }),
      folder: fc.constantFrom('team/payments', 'x'),
      owner: text,
      runbook: fc.constantFrom('https://example.com/runbook'),
    },
    { requiredKeys: ['name', 'severity', 'category', 'conditions'] },
  )
  .map((written) => JSON.parse(JSON.stringify(written)) as object)
  .filter((written) => RuleDraftSchema.safeParse(written).success && validateRuleDraft(written).kind === 'valid')
  .map((written) => RuleDraftSchema.parse(written));
const group: fc.Arbitrary<RuleGroupDraft> = fc
  .record(
    {
      name: text,
      interval: fc.constantFrom('30s', '1m'),
      query_offset: fc.constant('1m'),
      limit: fc.constantFrom(3),
      labels: fc.constant({ region: 'eu' }),
      rules: fc.array(
        fc.oneof(
          fc.record({ record: fc.constant('a:b'), expr: fc.constant('sum(rate(x[5m]))') }),
          fc.record(
            {
              alert: text,
              expr: fc.constantFrom('up == 0', 'x > 1 and y < 2'),
              for: duration,
              labels,
              annotations: labels,
            },
            { requiredKeys: ['alert', 'expr'] },
          ),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ['name', 'rules'] },
  )
  .map((written) => RuleGroupDraftSchema.parse(JSON.parse(JSON.stringify(written))));
const portable: fc.Arbitrary<PortableRules> = fc.record({
  rules: fc.uniqueArray(draft, { selector: ({ name }) => name, maxLength: 3 }),
  groups: fc.uniqueArray(group, { selector: ({ name }) => name, maxLength: 2 }),
});

const exported = (rules: PortableRules, format: FormatName): Exported => ConfigExporter.export(rules, format, options);
function read(file: string, format: ImportFormatName) {
  const source = SourceDocuments.read(file, scalarsOf(format));
  if (source.kind === 'refused') throw new Error(source.message);
  const found = candidatesOf(source.source.values, format);
  expect(found.refused).toEqual([]);
  const values = (kind: 'rule' | 'group') =>
    found.candidates.filter((one) => one.kind === kind).map(({ value }) => value as Record<string, unknown>);
  return { rules: values('rule'), groups: values('group'), losses: found.losses };
}
const whatIsLost = ({ losses }: Exported, subject: string): Set<string> =>
  new Set(losses.filter((loss) => loss.subject === subject).map(({ what }) => what));

/** An expression without parentheses that only group, in one spelling. */
function plain(expr: string): string {
  const parsed = parseExpr(expr);
  if (parsed.kind === 'refused') throw new Error(`${expr} does not parse`);
  const strip = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if ('kind' in node && node.kind === 'paren') return strip((node as Extract<Expr, { kind: 'paren' }>).expr);
    if (Array.isArray(node)) return node.map(strip);
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, strip(inner)]));
  };
  return printExpr(strip(parsed.expr) as Expr);
}
const ms = (text: unknown): string => (text === undefined || /^0/.test(String(text)) ? 'none' : String(text));

/** What of a rule is not on the list of losses must have come through as an alert with labels and annotations. */
function expectSurvived(rule: RuleDraft, alert: Record<string, unknown>, lost: Set<string>, keep: string): void {
  const [own, notes] = [alert['labels'] ?? {}, alert['annotations'] ?? {}] as Record<string, string>[];
  expect(alert['for'] === undefined ? 'none' : ms(alert['for'])).toBe(ms(rule.for));
  expect(ms(alert[keep])).toBe(ms(rule.keep_firing_for));
  expect(own).toMatchObject(rule.labels);
  expect(notes).toMatchObject(rule.annotations);
  if (!lost.has('severity')) expect(severityOfLabel(own?.['severity'])).toBe(rule.severity);
  if (!lost.has('description') && rule.description !== '')
    expect(notes?.['description'] ?? alert['description']).toBe(rule.description);
  if (!lost.has('runbook') && rule.runbook !== undefined)
    expect(notes?.['runbook_url'] ?? alert['runbook']).toBe(rule.runbook);
}

test.each(['yaml', 'json'] as const)('%s of our own says all there is', (format) => {
  fc.assert(
    fc.property(portable, (rules) => {
      const file = exported(rules, format);
      expect(file.losses).toEqual([]);
      const back = read(file.text, format);
      expect(back.rules.map((rule) => RuleDraftSchema.parse(rule))).toEqual(rules.rules);
      expect(back.groups).toEqual(rules.groups);
    }),
  );
});

test.each(['prometheus', 'prometheus-crd'] as const)(
  '%s: groups come back as they were, and rules but for what is told',
  (format) => {
    fc.assert(
      fc.property(portable, ({ rules, groups }) => {
        const file = exported({ rules, groups }, format);
        const back = read(file.text, format);
        const texts = (value: unknown) =>
          canonicalText(
            JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === 'number' ? String(one) : one)),
          );
        expect(back.groups.slice(0, groups.length).map(texts)).toEqual(groups.map(texts));
        const alerts = back.groups.slice(groups.length).flatMap((one) => one['rules'] as Record<string, unknown>[]);
        const told = (rule: RuleDraft) => whatIsLost(file, rule.name);
        const written = rules.filter((rule) => !told(rule).has('rule'));
        expect(alerts.map(({ alert }) => alert).sort()).toEqual(written.map(({ name }) => name).sort());
        for (const rule of written) {
          const alert = alerts.find((one) => one['alert'] === rule.name) ?? {};
          expect(plain(String(alert['expr']))).toBe(plain(queryOf(rule.conditions)));
          expectSurvived(rule, alert, told(rule), 'keep_firing_for');
        }
      }),
    );
  },
);

test('what is written for Prometheus is a rule file', () => {
  fc.assert(
    fc.property(portable, ({ rules }) => {
      const parsed = parseRuleFile(exported({ rules, groups: [] }, 'prometheus').text);
      expect(parsed.kind === 'refused' ? parsed.findings : []).toEqual([]);
    }),
  );
});

test('grafana: rules come back as rules that mean the same, but for what is told', () => {
  fc.assert(
    fc.property(portable, ({ rules, groups }) => {
      const file = exported({ rules, groups }, 'grafana');
      const back = read(file.text, 'grafana').rules;
      const told = (rule: RuleDraft) => whatIsLost(file, rule.name);
      const written = rules.filter((rule) => !told(rule).has('rule'));
      for (const rule of written) {
        const came = back.filter(({ name }) => name === rule.name);
        const query = plain(queryOf(rule.conditions));
        const same = came.find(({ conditions: read }) => plain((read as { expr: string }[])[0]?.expr ?? '') === query);
        expect(same).toBeDefined();
        if (same === undefined) continue;
        expect(RuleDraftSchema.parse(same)).toMatchObject({ status: rule.status });
        if (!told(rule).has('folder')) expect(same['folder']).toBe(rule.folder);
        if (!told(rule).has('interval') && rule.interval !== undefined) expect(same['interval']).toBe(rule.interval);
        expectSurvived(rule, { ...same, annotations: annotationsOf(same) }, told(rule), 'keep_firing_for');
      }
      const alerts = groups.flatMap((one) => one.rules.flatMap((rule) => ('alert' in rule ? [rule] : [])));
      for (const alert of alerts) expect(back.map(({ name }) => name)).toContain(alert.alert);
    }),
  );
});

/** Description and runbook have places of their own once they are back. */
const annotationsOf = ({ annotations, description, runbook }: Record<string, unknown>) => ({
  ...(description === undefined ? {} : { description }),
  ...(runbook === undefined ? {} : { runbook_url: runbook }),
  ...(annotations as object),
});

test('terraform says what the export for Grafana says', () => {
  type Block = { name: string; labels: Record<string, string>; data: { model: string }[] };
  type File = { resource?: { grafana_rule_group: Record<string, { rule: Block[] }> } };
  fc.assert(
    fc.property(portable, (rules) => {
      const [grafana, terraform] = [exported(rules, 'grafana'), exported(rules, 'terraform')];
      expect(terraform.losses).toEqual(grafana.losses);
      const unescaped = (one: string): string => one.replaceAll('$${', '${').replaceAll('%%{', '%{');
      const file = JSON.parse(terraform.text) as File;
      const blocks = Object.values(file.resource?.grafana_rule_group ?? {}).flatMap(({ rule }) => rule);
      const source = SourceDocuments.read(grafana.text, 'typed');
      if (source.kind === 'refused') throw new Error(source.message);
      const [document] = source.source.values as {
        groups: { rules: { title: string; labels: object; data: { model: object }[] }[] }[];
      }[];
      const ours = blocks.map(({ name, labels: own, data }) => ({
        name: unescaped(name),
        labels: Object.fromEntries(Object.entries(own).map(([label, value]) => [label, unescaped(value)])),
        models: data.map(({ model }) => JSON.parse(unescaped(model)) as object),
      }));
      const theirs = (document?.groups ?? []).flatMap(({ rules: own }) =>
        own.map(({ title, labels: found, data }) => ({
          name: title,
          labels: found,
          models: data.map(({ model }) => model),
        })),
      );
      expect(ours).toEqual(theirs);
    }),
  );
});
