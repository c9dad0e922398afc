import { isValidText } from '../promql/go-text.js';
import { printDuration } from '../promql/duration-text.js';
import { parseDurationMs } from '../rules/duration.js';
import { error, type Finding } from '../rules/finding.js';
import { isMetricName, LABEL_VALUE_LENGTH_MAX } from '../rules/labels.js';

/** How a number is taken from what a tenant's own series were like. */
export interface LearnedFrom {
  /** How much room is left beside what is usual, as a share of it: 0.2 is a fifth. */
  readonly margin: number;
  /** However quiet the history, the number is never stricter than this. */
  readonly strictest: number;
  /** However bad the history, the number is never laxer than this. */
  readonly laxest: number;
}

export interface NumberParameter {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** What it counts, such as `seconds`; `share` runs from 0 to 1. */
  readonly unit: string;
  readonly what: string;
  /** Absent: the default is right for everyone. */
  readonly learned?: LearnedFrom;
}

export interface DurationParameter {
  readonly kind: 'duration';
  readonly default: string;
  readonly min: string;
  readonly max: string;
  readonly what: string;
}

export interface LabelValueParameter {
  readonly kind: 'label_value';
  /** The label that must have the value. */
  readonly label: string;
  /** Empty: any value. */
  readonly default: string;
  readonly what: string;
}

export interface MetricParameter {
  readonly kind: 'metric';
  readonly default: string;
  /** Other names under which exporters send the same thing. */
  readonly alternatives: readonly string[];
  readonly what: string;
}

export type TemplateParameter = NumberParameter | DurationParameter | LabelValueParameter | MetricParameter;
export type ParameterValues = Readonly<Record<string, number | string>>;

export const number = (given: Omit<NumberParameter, 'kind'>): NumberParameter => ({ kind: 'number', ...given });
/** A share from 0 to 1. */
export const share = (
  given: Pick<NumberParameter, 'default' | 'what'> & Partial<Pick<NumberParameter, 'learned'>>,
): NumberParameter => number({ min: 0, max: 1, unit: 'share', ...given });
/** The time over which rates and means are taken. */
export const window = (given: string, what = 'Over how long it is measured.'): DurationParameter => ({
  kind: 'duration',
  default: given,
  min: '1m',
  max: '7d',
  what,
});
export const metric = (given: string, what: string, alternatives: readonly string[] = []): MetricParameter => ({
  kind: 'metric',
  default: given,
  alternatives,
  what,
});

export type ParametersRead =
  | { readonly kind: 'read'; readonly values: ParameterValues }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/**
 * Reads what somebody gave for a template's parameters; what is left out has its default. Each value that comes out is
 * what its kind says and nothing more, so that it cannot change the shape of an expression.
 *
 * @param path - where the values stand in what was sent
 */
export function readParameters(
  parameters: Readonly<Record<string, TemplateParameter>>,
  input: unknown,
  path = 'parameters',
): ParametersRead {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return { kind: 'refused', findings: [error(path, 'wrong_type', 'is no object', 'Give names and values.')] };
  const names = Object.keys(parameters);
  const findings = Object.keys(input)
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => error(`${path}.${name}`, 'unknown_field', 'is no parameter of it', `Use: ${names.join(', ')}.`));
  const values: [string, number | string][] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const given: unknown = Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : parameter.default;
    const read = readValue(parameter, given);
    if ('value' in read) values.push([name, read.value]);
    else findings.push(error(`${path}.${name}`, 'invalid', read.message, read.fix));
  }
  if (findings.length > 0) return { kind: 'refused', findings };
  return { kind: 'read', values: Object.fromEntries(values) };
}

type ValueRead = { readonly value: number | string } | { readonly message: string; readonly fix: string };

function readValue(parameter: TemplateParameter, given: unknown): ValueRead {
  switch (parameter.kind) {
    case 'number': {
      const { min, max, unit } = parameter;
      if (typeof given === 'number' && given >= min && given <= max) return { value: given };
      return { message: `is no number from ${min} to ${max}`, fix: `Give a number of the unit ${unit}.` };
    }
    case 'duration': {
      const { min, max } = parameter;
      const [least, most] = [parseDurationMs(min) ?? 0, parseDurationMs(max) ?? 0];
      const ms = typeof given === 'string' && given.length <= 32 ? parseDurationMs(given) : null;
      if (ms !== null && ms >= least && ms <= most) return { value: printDuration(ms) };
      return { message: `is no duration from ${min} to ${max}`, fix: 'Write a duration such as "5m" or "1h30m".' };
    }
    case 'label_value':
      if (typeof given === 'string' && given.length <= LABEL_VALUE_LENGTH_MAX && isStorableText(given))
        return { value: given };
      return {
        message: `is no label value: text of at most ${LABEL_VALUE_LENGTH_MAX} characters`,
        fix: 'Give the value that the label has, or leave it out for any.',
      };
    case 'metric':
      if (typeof given === 'string' && isMetricName(given)) return { value: given };
      return { message: 'is no name of a metric', fix: 'Use letters, digits, "_", ":" and ".", not a digit first.' };
  }
}

/** Whole Unicode without U+0000, which PostgreSQL cannot keep, and without the sign that stands for broken bytes. */
const isStorableText = (text: string): boolean =>
  isValidText(text) && !text.includes('\u0000') && !text.includes('\ufffd');
