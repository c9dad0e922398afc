import type { AlertCategory, AlertSeverity } from '../rules/alert-rule.js';
import type { Comparison, RuleCondition } from '../rules/condition.js';
import type {
  DurationParameter,
  LabelValueParameter,
  NumberParameter,
  ParameterValues,
  TemplateParameter,
} from './parameter.js';
import type { RuleScenario } from './rule-scenario.js';

export const templateGroups = [
  'host',
  'container',
  'kubernetes',
  'http',
  'queue',
  'database',
  'cache',
  'jvm',
  'node',
  'certificate',
  'backup',
  'business',
  'slo',
  'platform',
] as const;
export type TemplateGroup = (typeof templateGroups)[number];

/** What whoever is woken needs to know, in the order in which it is needed. What it means is the template's `meaning`. */
export interface Runbook {
  /** What to look at first, one thing a line. */
  readonly check: readonly string[];
  /** What to do about it, one thing a line. */
  readonly act: readonly string[];
  /** When the alert says something that is not so, or does not matter. */
  readonly falseAlarm: string;
}

/** A number is measured and compared with a limit; the form that most rules have. */
export interface MeasuredRule<Values> {
  /** An expression of PromQL without the comparison; a metric that is a parameter comes quoted, to stand in braces. */
  readonly measure: string | ((values: Values) => string);
  readonly operator: Comparison;
  /** A number, or the parameter that holds it. */
  readonly limit: number | (keyof Values & string);
}

export type TemplateRule<Values> =
  | MeasuredRule<Values>
  /** An expression that holds wherever it gives an element. */
  | { readonly expr: (values: Values) => string }
  | { readonly conditions: (values: Values) => RuleCondition[] };

interface Written<Values> {
  /** In kebab-case; stays the same for good, since stored rules name it. */
  readonly id: string;
  readonly title: string;
  readonly group: TemplateGroup;
  readonly severity: AlertSeverity;
  readonly category: AlertCategory;
  /** What it means, and for whom it matters. */
  readonly meaning: string;
  readonly rule: TemplateRule<Values>;
  /** How often what many series say is evaluated. Default a minute. */
  readonly interval?: string;
  /** One line for whoever is told; a template as in Prometheus. */
  readonly summary: string;
  readonly runbook: Runbook;
  readonly fires: RuleScenario;
  readonly quiet: RuleScenario;
}

type ValueOf<Parameter> = Parameter extends NumberParameter ? number : string;

/** A template as it is written; `for` and `only` stand for parameters that most of them have. */
export interface TemplateSpec<Own extends Record<string, TemplateParameter>> extends Written<{
  readonly [Name in keyof Own]: ValueOf<Own[Name]>;
}> {
  readonly parameters: Own;
  /** Default of the parameter `for`. */
  readonly for: string;
  /** Labels that every series of it carries, and to whose values it may be narrowed. */
  readonly only: readonly string[];
}

/** A rule that only wants its parameters. */
export interface RuleTemplate extends Written<ParameterValues> {
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  /** The parameters that narrow every series of it, by their label. */
  readonly only: readonly string[];
}

/** Completes a template with the parameters that it shares with others. */
export function template<Own extends Record<string, TemplateParameter>>(spec: TemplateSpec<Own>): RuleTemplate {
  const { parameters, for: hold, only, ...written } = spec;
  const narrowing = Object.fromEntries(only.map((label) => [label, narrowedTo(label)]));
  return {
    // The values of a template's own parameters are read by its own parameters, so that the types are as it says.
    ...(written as unknown as Written<ParameterValues>),
    parameters: { ...parameters, for: holdOf(hold), ...narrowing },
    only,
  };
}

const holdOf = (hold: string): DurationParameter => ({
  kind: 'duration',
  default: hold,
  min: '0',
  max: '1d',
  what: 'How long it must hold before the alert fires.',
});

const narrowedTo = (label: string): LabelValueParameter => ({
  kind: 'label_value',
  label,
  default: '',
  what: `Only series whose label "${label}" has this value; any when left out.`,
});
