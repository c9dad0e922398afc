import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Expr } from '@tocsin/domain/promql/ast';
import { RE2JS, RE2JSException } from 're2js';
import { fail, type Sample } from './moment.js';

const METRIC_NAME = '__name__';

function isLabelName(name: string): boolean {
  return name !== '' && !/\p{Cs}/u.test(name);
}

function withLabel({ labels, value, dropsName }: Sample, name: string, text: string): Sample {
  return { labels: labels.with(name, text), value, dropsName: name === METRIC_NAME ? false : dropsName };
}

/** Reads a pattern that is to hold for a whole value. */
export function compileReplacement(pattern: string, destination: string): RE2JS {
  const invalid = `invalid regular expression in label_replace(): ${pattern}`;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(`^(?s:${pattern})$`);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return fail(invalid);
  }
  if (!isLabelName(destination)) fail(`invalid destination label name in label_replace(): ${destination}`);
  return compiled;
}

export function labelReplace(
  samples: readonly Sample[],
  [destination, template, source]: readonly [string, string, string],
  pattern: RE2JS,
): Sample[] {
  return samples.map((sample) => {
    const matcher = pattern.matcher(sample.labels.get(source));
    if (!matcher.find()) return sample;
    const names = pattern.namedGroups();
    const text = expand(template, (group) => {
      const place = /^(?:0|[1-9]\d*)$/.test(group) ? Number(group) : (names[group] ?? -1);
      return place < 0 || place > matcher.groupCount() ? '' : (matcher.group(place) ?? '');
    });
    return withLabel(sample, destination, text);
  });
}

/** Puts groups in for `$name` and `${name}`; `$$` is a dollar sign, and so is any that no name follows. */
function expand(template: string, groupOf: (name: string) => string): string {
  return template.replace(
    /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (_, dollar: string | undefined, bare: string | undefined, braced: string | undefined) =>
      dollar ?? groupOf((bare ?? braced) as string),
  );
}

/** Says what is wrong with the arguments of `label_join`. */
export function checkJoin(destination: string, sources: readonly string[]): void {
  for (const source of sources) if (!isLabelName(source)) fail(`invalid source label name in label_join(): ${source}`);
  if (!isLabelName(destination)) fail(`invalid destination label name in label_join(): ${destination}`);
}

export function labelJoin(
  samples: readonly Sample[],
  destination: string,
  separator: string,
  sources: readonly string[],
): Sample[] {
  return samples.map((sample) => {
    const values = sources.map((source) => sample.labels.get(source));
    return withLabel(sample, destination, values.join(separator));
  });
}

/** The labels that a selector asks for by one equality each: what is known of an element that is not there. */
export function absentLabels(argument: Expr): LabelSet {
  const selector = argument.kind === 'matrix_selector' ? argument.vector : argument;
  if (selector.kind !== 'vector_selector') return LabelSet.empty;
  const known = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    if (operator === '=' && !seen.has(name)) {
      known.set(name, value);
      seen.add(name);
    } else {
      known.delete(name);
    }
  }
  return LabelSet.fromEntries([...known]);
}
