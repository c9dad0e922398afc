import type { Matcher } from '../promql/ast.js';
import { type Decisions, refused } from './decisions.js';
import { type KnownSeries, plainValue, singular } from './known-series.js';
import { literalPattern } from './literal-pattern.js';
import { nearNames } from './near-names.js';
import type { Target } from './said-rule.js';
import { isLoose } from './loose-words.js';

/** What people call stages, each beside the values that labels have for it. */
const stages: readonly (readonly string[])[] = [
  ['production', 'prod', 'prd', 'live'],
  ['staging', 'stage', 'stg', 'preprod'],
  ['development', 'dev', 'develop'],
  ['testing', 'test', 'tst', 'qa'],
];
/** Whether a word names a stage, whatever the labels of a tenant call it. */
export const isStage = (word: string): boolean => stages.some((stage) => stage.includes(word.toLowerCase()));
const stageLabels = ['env', 'environment', 'stage'];
/** The labels that the rule templates know a kind of thing by, where nothing tells. */
const usualLabels: ReadonlyMap<string, string> = new Map([
  ['service', 'job'],
  ['host', 'instance'],
  ['node', 'instance'],
]);
/** Words of a value that is taken for one though no series tells. */
const GUESSED_WORDS_MAX = 2;
/** Values that are named in a refusal. */
const NAMED_MAX = 5;

/**
 * Finds the label that a target speaks of, among those that all metrics of a measure carry.
 *
 * @param isSubject - it stood before the thing itself, as `checkout` does in `checkout latency`
 * @param own - labels that the measure itself asks for or sums over; nobody means these
 * @returns null where it says nothing: a word such as `API` of which no label knows; whoever asks tells so where nothing else narrows
 * @throws NoRule when no label has the value
 */
export function resolveTarget(
  target: Target,
  metrics: readonly string[],
  known: KnownSeries,
  decisions: Decisions,
  isSubject = false,
  own: ReadonlySet<string> = new Set(),
): Matcher | null {
  const operator = target.isNegative ? '!=' : '=';
  const { value } = target;
  if (value === '') return null;
  const labels = sharedLabels(metrics, known);
  for (const name of own) labels?.delete(name);
  const [exact] = target.labels ?? [];
  if (target.isExact && exact !== undefined) {
    if (labels !== null && !labels.has(exact))
      throw refused('unknown_label', `It asks for the label "${exact}", which ${metrics.join(' and ')} does not carry`);
    if (labels !== null && !labels.get(exact)?.has(value)) decisions.assume(`No series has ${exact}="${value}" yet.`);
    return { name: exact, operator, value };
  }
  if (target.others !== undefined) return severalOf(target, target.others, labels, metrics, known, decisions);
  if (labels === null) return guessed(target, metrics, known, decisions, isSubject);
  const asked = (target.labels ?? []).filter((label) => labels.has(label));
  const found = matching(value, asked, labels);
  const all = found.length > 0 ? found : matching(value, [...labels.keys()], labels);
  if (all.length === 0) {
    if (isSubject && value.split(' ').every((word) => isLoose(word.toLowerCase()))) return null;
    throw refused(
      'unknown_target',
      `No series of ${metrics.join(' and ')} is of "${value.slice(0, 60)}"${valuesOf(asked, labels)}`,
    );
  }
  const matcher = decisions.choose(`What is "${value}"?`, all, ({ name, value: of }) => `${name}="${of}"`);
  return { ...matcher, operator };
}

/** Whether a metric has series of all the values that a target names. */
export function hasSeriesOf({ value, others = [] }: Target, metric: string, known: KnownSeries): boolean {
  const labels = known.get(metric)?.labels ?? new Map<string, ReadonlySet<string>>();
  return [value, ...others].every((each) => matching(each, [...labels.keys()], labels).length > 0);
}

/** One matcher for all of the values, which must be of one label. */
function severalOf(
  { others: _others, ...first }: Target,
  others: readonly string[],
  labels: ReadonlyMap<string, ReadonlySet<string>> | null,
  metrics: readonly string[],
  known: KnownSeries,
  decisions: Decisions,
): Matcher {
  const values = [first.value, ...others];
  const found = values.map((value) => resolveTarget({ ...first, value }, metrics, known, decisions));
  const [one] = found;
  if (one === undefined || one === null || found.some((each) => each?.name !== one.name))
    throw refused(
      'unknown_target',
      `"${values.join(', ').slice(0, 120)}" are not values of one label${labels === null ? '' : ` of ${metrics.join(' and ')}`}`,
    );
  const value = [...new Set(found.map((each) => literalPattern(each?.value ?? '')))].join('|');
  return { name: one.name, operator: first.isNegative ? '!~' : '=~', value };
}

function guessed(
  target: Target,
  metrics: readonly string[],
  known: KnownSeries,
  decisions: Decisions,
  isSubject: boolean,
): Matcher | null {
  const { value, labels } = target;
  const operator = target.isNegative ? '!=' : '=';
  const words = value.toLowerCase();
  if (target.isVague === true && labels === null) throw unknownTarget(value, metrics, known);
  if (stages.some((stage) => stage.includes(words))) {
    decisions.assume(`"${value}" is taken to be env="${value}"; no series has come that would tell.`);
    return { name: 'env', operator, value };
  }
  const [first] = labels ?? [];
  if (first !== undefined && (known.isEmpty || !isSubject) && value.split(' ').length <= GUESSED_WORDS_MAX) {
    const sent = known.labelsOf(value);
    const name = labels?.find((label) => sent.includes(label)) ?? usualLabels.get(first) ?? first;
    decisions.assume(`"${value}" is taken to be ${name}="${value}"; no series has come that would tell.`);
    return { name, operator, value };
  }
  const usual = metrics[0]?.startsWith('http_') ? 'job' : metrics[0]?.startsWith('node_') ? 'instance' : null;
  if (!isSubject && usual !== null && !value.includes(' ')) {
    const sent = known.labelsOf(value);
    const name = sent.length === 1 ? (sent[0] as string) : usual;
    decisions.assume(
      `"${value}" is taken to be ${name}="${value}"; no series of ${metrics.join(' and ')} has come yet.`,
    );
    return { name, operator, value };
  }
  if (isSubject && words.split(' ').every(isLoose)) {
    decisions.assume(`"${value}" is taken to say nothing more; no series has come that would tell.`);
    return null;
  }
  throw unknownTarget(value, metrics, known);
}

/** @param metrics - none of which has come */
function unknownTarget(value: string, metrics: readonly string[], known: KnownSeries) {
  const said = value.slice(0, 60);
  if (known.isEmpty)
    return refused(
      'unknown_target',
      `"${said}" could be anything, as no series has come yet; say what it is, such as "of service ${said}"`,
    );
  const near = nearNames(value.split(' '), known);
  const hint = near.length === 0 ? '' : `; you send ${near.join(', ')}`;
  return refused(
    'unknown_target',
    `"${said}" could be anything, as no series of ${metrics.join(' and ')} has come yet, and no metric is called so${hint}`,
  );
}

/** The labels that all known metrics of a measure carry, each with its values; null where none of them is known. */
function sharedLabels(metrics: readonly string[], known: KnownSeries): Map<string, ReadonlySet<string>> | null {
  const [first, ...others] = metrics.flatMap((metric) => known.get(metric) ?? []);
  if (first === undefined) return null;
  return new Map([...first.labels].filter(([label]) => others.every(({ labels }) => labels.has(label))));
}

function matching(
  value: string,
  names: readonly string[],
  labels: ReadonlyMap<string, ReadonlySet<string>>,
): Matcher[] {
  const wanted = plain(value);
  const stage = stages.find((one) => one.includes(value.toLowerCase()));
  return names.flatMap((name): Matcher[] => {
    const values = labels.get(name) ?? new Set<string>();
    if (values.has(value)) return [{ name, operator: '=', value }];
    const isStage = stage !== undefined && stageLabels.includes(name);
    const found = [...values].filter(
      (one) =>
        plain(one) === wanted ||
        plainValue(one) === wanted ||
        plain(singular(value)) === plain(one) ||
        (isStage && stage.includes(one.toLowerCase())),
    );
    return found.slice(0, NAMED_MAX).map((one) => ({ name, operator: '=', value: one }));
  });
}

/** Without what people leave out when they say a name. */
const plain = (value: string): string => value.toLowerCase().replace(/[-_ ]/g, '');

function valuesOf(own: readonly string[], labels: ReadonlyMap<string, ReadonlySet<string>>): string {
  const [label] = own;
  if (label === undefined) return `; their labels are ${[...labels.keys()].slice(0, 2 * NAMED_MAX).join(', ')}`;
  return `; ${label} is ${[...(labels.get(label) ?? [])]
    .slice(0, NAMED_MAX)
    .map((one) => one.slice(0, 60))
    .join(', ')}`;
}
