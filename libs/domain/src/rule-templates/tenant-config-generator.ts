import { RuleBacktest, ruleNeeds } from '../backtest/rule-backtest.js';
import { firstSampleTime, type SampleSeries } from '../backtest/sample-feed.js';
import type { NeededSamples } from '../plan/needed-samples.js';
import { printDuration } from '../promql/duration-text.js';
import type { RuleDraft } from '../rules/alert-rule.js';
import type { Labels } from '../rules/labels.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { AlertRuleTemplates } from './alert-rule-templates.js';
import { draftRule } from './draft-rule.js';
import { type FittingTemplate, fittingTemplates, SentSeries } from './fitting-templates.js';
import {
  type LearnedThreshold,
  learnThreshold,
  type MeasureSummary,
  SPAN_MS_MIN,
  summariseMeasure,
} from './learn-threshold.js';
import { defaultValues } from './needed-series.js';
import type { NumberParameter, ParameterValues } from './parameter.js';
import type { RuleTemplate } from './rule-template.js';
import { measureOf } from './write-conditions.js';

/** A stretch of history; ms since 1970, both ends included. */
export interface HistoryStretch {
  readonly from: number;
  readonly to: number;
}

/** How often a proposed rule would have fired over the history. */
export interface ProposalFigures {
  readonly firings: number;
  readonly inAlertMs: number;
  readonly notificationsPerWeek: number | null;
}

/** A template that fits, as a rule that could be stored as it is. */
export interface Proposal {
  readonly template: RuleTemplate;
  /** Those that differ from the defaults. */
  readonly parameters: ParameterValues;
  readonly draft: RuleDraft;
  /** Why it is proposed, and where its threshold comes from, in words. */
  readonly reason: string;
  /** The series that the rule would read now. */
  readonly covered: readonly Labels[];
  /** What the rule measures, over the history; null where it measures no single thing, or nothing was there. */
  readonly history: MeasureSummary | null;
  /** Null where the samples were too many to look at. */
  readonly figures: ProposalFigures | null;
}

/** Proposes a tenant's starting set of rules: the templates that fit what it really sends, set by its own history. */
export class TenantConfigGenerator {
  constructor(
    private readonly externalUrl = '',
    private readonly templates: readonly RuleTemplate[] = AlertRuleTemplates.all,
  ) {}

  /** The templates that fit series with these labels; the metric's name is the label `__name__`. */
  fitting(series: readonly Labels[]): FittingTemplate[] {
    return fittingTemplates(this.templates, new SentSeries(series));
  }

  /** Which samples must be read to propose a template. */
  needs({ template, parameters }: FittingTemplate, { from, to }: HistoryStretch): NeededSamples[] {
    return ruleNeeds(this.#ruleOf(this.#drafted(template, parameters)), from, to);
  }

  /**
   * Proposes one template that fits.
   *
   * @param samples - all that {@link needs} names; null when they are too many to look at
   */
  propose(fitting: FittingTemplate, stretch: HistoryStretch, samples: readonly SampleSeries[] | null): Proposal {
    const { template, covered } = fitting;
    const values = { ...defaultValues(template), ...fitting.parameters };
    const measure = measureOf(template, values);
    const summary = measure === null || samples === null ? null : summariseMeasure(measure, samples, stretch);
    const [limit, learned] = learn(template, summary);
    const parameters =
      learned.kind === 'learned' && learned.value !== values[limit]
        ? { ...fitting.parameters, [limit]: learned.value }
        : fitting.parameters;
    const draft = this.#drafted(template, parameters);
    const figures = samples === null ? null : this.#figures(draft, stretch, samples);
    const reason = [
      fitReason(template, covered.length),
      samples === null
        ? 'Its history was too much to look at in the time there is; the defaults are kept.'
        : thresholdReason(template, limit, learned, summary),
      ...(figures === null ? [] : [figuresReason(figures, stretch, samples ?? [])]),
    ].join(' ');
    return { template, parameters, draft, reason, covered, history: summary, figures };
  }

  #figures(draft: RuleDraft, { from, to }: HistoryStretch, series: readonly SampleSeries[]): ProposalFigures {
    const running = new RuleBacktest({ rule: this.#ruleOf(draft), series, from, to });
    while (!running.isDone) running.step();
    const { rules, notificationsPerWeek } = running.report();
    const { firings = 0, inAlertMs = 0 } = rules[0] ?? {};
    return { firings, inAlertMs, notificationsPerWeek };
  }

  #ruleOf(draft: RuleDraft) {
    return RuleFactory.create(draft, { id: 'proposal', tenantId: 'proposal' }, 0);
  }

  #drafted(template: RuleTemplate, parameters: ParameterValues): RuleDraft {
    const drafted = draftRule(template, { parameters, externalUrl: this.externalUrl });
    if (drafted.kind === 'drafted') return drafted.draft;
    throw new TypeError(`a proposal of ${template.id} is refused: ${JSON.stringify(drafted.findings)}`);
  }
}

/** The parameter that is learned, by its name, and what the history says of it. */
function learn(template: RuleTemplate, summary: MeasureSummary | null): [name: string, LearnedThreshold] {
  const { rule, parameters } = template;
  if (!('measure' in rule) || typeof rule.limit === 'number') return ['', learnThreshold(null, '>', summary)];
  return [rule.limit, learnThreshold(parameters[rule.limit] as NumberParameter, rule.operator, summary)];
}

const fitReason = ({ group }: RuleTemplate, count: number): string =>
  count === 0
    ? `You send all metrics that it reads (${group}), though none of its series have come yet.`
    : `It would read ${count} series that you send (${group}).`;

function thresholdReason(
  template: RuleTemplate,
  limit: string,
  learned: LearnedThreshold,
  summary: MeasureSummary | null,
): string {
  if (learned.kind === 'kept') {
    if (learned.reason === 'not_learned') return 'Its limits are those of the template, which are right for everyone.';
    return learned.reason === 'no_history' || summary === null
      ? 'Nothing was measured yet, so that the default is kept.'
      : `The history is short (${summary.values} values in ${printDuration(summary.spanMs)}), so that the default is kept.`;
  }
  const { margin = 0, strictest, laxest } = (template.parameters[limit] as NumberParameter).learned ?? {};
  const isRising = 'operator' in template.rule && template.rule.operator.startsWith('>');
  const side = isRising ? 'below' : 'above';
  const found = `Of what it measures, 99.9 % lay ${side} ${shortOf(learned.usual)}; with a margin of ${shortOf(100 * margin)} %`;
  if (learned.bound === null) return `${found}, the ${limit} is ${shortOf(learned.value)}.`;
  const bound = learned.bound === 'strictest' ? `not stricter than ${strictest}` : `not laxer than ${laxest}`;
  return `${found} and ${bound}, the ${limit} is ${shortOf(learned.value)}.`;
}

function figuresReason(
  { firings, inAlertMs }: ProposalFigures,
  { from, to }: HistoryStretch,
  samples: readonly SampleSeries[],
): string {
  const first = firstSampleTime(samples, from);
  const knownMs = Math.max(0, to - first);
  // What never fired within an hour says nothing of the next day.
  if (firings === 0 && inAlertMs === 0 && knownMs < SPAN_MS_MIN)
    return `How often it would have fired is not known: the history is too short for that (${Number.isFinite(first) ? printDuration(knownMs) : 'nothing was sent'}).`;
  // The first sample comes a moment after the time begins that is asked for.
  const span = printDuration(knownMs >= 0.95 * (to - from) ? to - from : knownMs);
  if (firings === 0 && inAlertMs === 0) return `It would not have fired in the last ${span}.`;
  const times = firings === 1 ? 'once' : `${firings} times`;
  return `It would have fired ${times} in the last ${span}, for ${printDuration(inAlertMs)} in all.`;
}

/** Three significant digits, as a person would write them. */
const shortOf = (value: number): string => String(Number(value.toPrecision(3)));
