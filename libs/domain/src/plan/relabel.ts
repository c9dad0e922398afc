import { RE2JS } from 're2js';
import type { LabelSet } from './label-set.js';
import { EvaluationError } from './operator.js';

/** `label_join`: the values of labels, joined by a separator. */
export function joinLabels(target: string, [separator, ...sources]: readonly string[]): (labels: LabelSet) => LabelSet {
  checkLabelName(target, 'destination', 'label_join');
  for (const source of sources) checkLabelName(source, 'source', 'label_join');
  return (labels) => labels.with(target, sources.map((source) => labels.get(source)).join(separator));
}

/** `label_replace`: where the whole value of a label fits a pattern, the replacement with `$1` or `${name}` filled in. */
export function replaceLabel(
  target: string,
  [replacement, source, pattern]: readonly string[],
): (labels: LabelSet) => LabelSet {
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(`^(?s:${pattern})$`);
  } catch {
    throw new EvaluationError(`invalid regular expression in label_replace(): ${pattern}`);
  }
  checkLabelName(target, 'destination', 'label_replace');
  const names = regex.namedGroups();
  return (labels) => {
    const matcher = regex.matcher(labels.get(source as string));
    if (!matcher.matches()) return labels;
    const groupOf = (name: string): string => {
      const number = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : names[name];
      if (number === undefined || number > matcher.groupCount()) return '';
      return matcher.group(number) ?? '';
    };
    return labels.with(target, expand(replacement as string, groupOf));
  };
}

/** Fills in `$name`, `${name}` and `$$` as Go's regexp does: without braces, the name is as long as it can be. */
function expand(template: string, groupOf: (name: string) => string): string {
  return template.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (whole, plain?: string, braced?: string) => {
      if (whole === '$$') return '$';
      return groupOf(plain ?? (braced as string));
    },
  );
}

function checkLabelName(name: string, which: 'source' | 'destination', func: string): void {
  // Bytes that are no UTF-8 became halves of surrogate pairs when the expression was read.
  if (name === '' || /\p{Cs}/u.test(name))
    throw new EvaluationError(`invalid ${which} label name in ${func}(): ${name}`);
}
