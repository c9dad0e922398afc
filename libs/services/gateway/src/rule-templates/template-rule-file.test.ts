import { GroupEvaluator } from '@tocsin/domain/groups/group-evaluator';
import { AlertingEvaluator } from '@tocsin/domain/groups/alerting-evaluator';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { StandingQueries } from '@tocsin/domain/plan/plan';
import { SeriesStore } from '@tocsin/domain/plan/series-store';
import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import { defaultDraft } from '@tocsin/domain/rule-templates/draft-rule';
import type { RuleScenario } from '@tocsin/domain/rule-templates/rule-scenario';
import type { RuleTemplate } from '@tocsin/domain/rule-templates/rule-template';
import { durationMs } from '@tocsin/domain/rules/duration';
import { parseSeriesLabels, parseSeriesNotation } from '@tocsin/domain/rule-tests/series-notation';
import { ruleFileOf } from './template-rule-file.js';

const MINUTE = 60_000;

/** The labels of what fires at the end of a scenario, where a template's rule file is evaluated once a minute. */
function firingOf(template: RuleTemplate, { every = '1m', series, at }: RuleScenario): Record<string, string>[] {
  const parsed = parseRuleFile(ruleFileOf(template.group, defaultDraft(template)));
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.findings));
  const store = new SeriesStore();
  const step = durationMs(every);
  const inputs = Object.entries(series).map(([labels, points]) => {
    const noted = parseSeriesNotation(`${labels} ${points}`);
    return { series: store.series(noted.labels), points: noted.points, next: 0 };
  });
  const [group] = parsed.groups;
  if (group === undefined) throw new Error('the file holds no group');
  const evaluator = new GroupEvaluator(group, new StandingQueries(store), {
    externalLabels: {},
    externalUrl: '',
    query: () => [],
  });
  for (let time = 0; time <= durationMs(at); time += MINUTE) {
    for (const input of inputs)
      for (; input.next * step <= time && input.next < input.points.length; input.next += 1) {
        const point = input.points[input.next];
        if (point?.kind === 'value') store.append(input.series, input.next * step, point.value);
      }
    evaluator.evaluate(time);
  }
  return evaluator.rules.flatMap((rule) =>
    rule instanceof AlertingEvaluator
      ? rule
          .active()
          .filter(({ life }) => life.phase === 'firing')
          .map(({ labels }) => ({ ...labels.toLabels() }))
      : [],
  );
}

test.each(AlertRuleTemplates.all.map((template) => [template.id, template] as const))(
  'the rule file of %s fires and keeps quiet where its rule does',
  (_id, template) => {
    const found = firingOf(template, template.fires);
    expect(found).toHaveLength(template.fires.alerts.length);
    for (const text of template.fires.alerts)
      expect(found).toContainEqual(expect.objectContaining(parseSeriesLabels(text).toLabels()));
    expect(firingOf(template, template.quiet)).toEqual([]);
  },
);
