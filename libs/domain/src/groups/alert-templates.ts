import { LabelSet, METRIC_NAME } from '../plan/label-set.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { expandTemplate, parseTemplate, type Template } from '../templates/template.js';
import type { AlertWorld } from './alerting-evaluator.js';
import type { AlertingRule } from './rule-group.js';

/** The name of an alert among its labels. */
export const ALERT_NAME = 'alertname';

/** A template that may be wrong: what is wrong with it stands where its text would. */
type Expander = (source: LabelSet, value: number, time: number) => string;

/** Fills in the labels and annotations of one rule's alerts. */
export class AlertTemplates {
  readonly #labels: readonly (readonly [string, Expander])[];
  readonly #annotations: readonly (readonly [string, Expander])[];

  constructor(
    private readonly rule: Pick<AlertingRule, 'name' | 'labels' | 'annotations'>,
    private readonly world: AlertWorld,
  ) {
    const expanders = (texts: Labels): (readonly [string, Expander])[] =>
      Object.entries(texts).map(([name, text]) => [name, this.#expander(text)] as const);
    this.#labels = expanders(rule.labels);
    this.#annotations = expanders(rule.annotations);
  }

  labels(source: LabelSet, value: number, time: number): LabelSet {
    const labels = new Map(source.entries());
    labels.delete(METRIC_NAME);
    for (const [name, expand] of this.#labels) labels.set(name, expand(source, value, time));
    labels.set(ALERT_NAME, this.rule.name);
    return LabelSet.fromEntries([...labels]);
  }

  annotations(source: LabelSet, value: number, time: number): Labels {
    return labelsFrom(this.#annotations.map(([name, expand]) => [name, expand(source, value, time)] as const));
  }

  #expander(text: string): Expander {
    if (!text.includes('{{')) return () => text;
    const parsed = parseTemplate(text);
    if (parsed.kind === 'refused') {
      const failure = failureText(parsed.error.message);
      return () => failure;
    }
    return (source, value, time) => this.#expand(parsed.template, source, value, time);
  }

  #expand(template: Template, source: LabelSet, value: number, time: number): string {
    const { externalLabels, externalUrl } = this.world;
    const expanded = expandTemplate(template, {
      labels: source.toLabels(),
      externalLabels,
      externalUrl,
      value,
      nowMs: time,
      query: (text) => this.world.query(text, time),
    });
    return expanded.kind === 'expanded' ? expanded.text : failureText(expanded.error.message);
  }
}

const failureText = (message: string): string => `<error expanding template: ${message}>`;
