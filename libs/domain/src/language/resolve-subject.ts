import { closeNames } from '../replay/close-names.js';
import { isMetricName } from '../rules/labels.js';
import type { Concept, ConceptSource } from './concept.js';
import { timedSource } from './concepts.js';
import { asked, type Decisions, refused } from './decisions.js';
import type { KnownSeries } from './known-series.js';
import { isLoose } from './loose-words.js';
import { nearNames } from './near-names.js';
import { hasSeriesOf } from './resolve-target.js';
import type { SubjectPart, Target } from './said-rule.js';
import { isCounter } from './unit.js';

/** What a subject turned out to be: a metric, or a thing that is calculated from metrics. */
export type Subject = { readonly text: string } & (
  | { readonly kind: 'metric'; readonly metric: string; readonly concept: Concept | null }
  | { readonly kind: 'source'; readonly concept: Concept; readonly source: ConceptSource }
);

export interface ResolvedSubject {
  readonly subject: Subject;
  /** Words that were not needed to name it: of which series it is. */
  readonly targets: readonly Target[];
  /** Kinds of things that were named without a name, by the labels that tell them apart. */
  readonly kinds: readonly SubjectPart[];
}

/** Most words of one subject; names of metrics have seven at most. */
const SUBJECT_WORDS_MAX = 12;

/**
 * Finds what a clause speaks of.
 *
 * @param targets - whose series are meant: of several metrics, one whose series are of all of them is
 * @throws NoRule when there is no such thing, or nothing was said
 */
export function resolveSubject(
  parts: readonly SubjectPart[],
  known: KnownSeries,
  decisions: Decisions,
  targets: readonly Target[] = [],
): ResolvedSubject {
  if (parts.length === 0)
    throw asked('no_subject', 'Of which metric is that said? Name it, such as "cpu usage" or "cpu_usage".');
  const words = parts.flatMap((part) => part.words);
  if (words.length > SUBJECT_WORDS_MAX) throw notKnown(parts, known);
  const [concept] = parts.flatMap((part) => part.concept ?? []);
  const named = parts.filter(
    (part, i) =>
      part.concept === undefined || part.concept !== concept || parts.findIndex((one) => one.concept === concept) === i,
  );
  if (named.length < parts.length) return resolveSubject(named, known, decisions, targets);
  const selected = parts.find(({ selector }) => selector !== undefined);
  if (selected?.selector !== undefined) return bySelector(parts, selected);
  const exact = parts.find((part) => part.concept === undefined && known.has(part.text));
  if (exact !== undefined) return ofMetric(exact.text, parts, [exact]);
  return (
    byName(parts, known, decisions) ??
    byConcept(parts, known, decisions, targets) ??
    byHolding(parts, known, decisions) ??
    byWritten(parts, known, decisions)
  );
}

function bySelector(parts: readonly SubjectPart[], part: SubjectPart): ResolvedSubject {
  const { name = '', matchers = [] } = part.selector ?? {};
  const targets = matchers.flatMap((one): Target[] => {
    if (one.name === '__name__') return [];
    if (one.operator !== '=' && one.operator !== '!=')
      throw refused('pattern', `It has a pattern for the label "${one.name}"; write such a rule as PromQL`);
    return [{ value: one.value, labels: [one.name], isExact: true, isNegative: one.operator === '!=' }];
  });
  const found = ofMetric(name, parts, [part]);
  return { ...found, targets: [...targets, ...found.targets] };
}

function ofMetric(
  metric: string,
  parts: readonly SubjectPart[],
  used: readonly SubjectPart[],
  concept: Concept | null = null,
): ResolvedSubject {
  return resolved({ kind: 'metric', text: metric, metric, concept }, parts, used);
}

/** A subject, with what was said beside the words that named it. */
function resolved(subject: Subject, parts: readonly SubjectPart[], used: readonly SubjectPart[]): ResolvedSubject {
  const left = parts.filter((part) => !used.includes(part));
  const kinds = left.filter(
    (part, i) =>
      part.labels !== undefined &&
      [left[i - 1], left[i + 1]].every((one) => one?.labels !== undefined || one === undefined),
  );
  return { subject, targets: rest(parts, used), kinds };
}

/** What else was said, as values of labels; kinds of things say nothing by themselves. */
function rest(parts: readonly SubjectPart[], used: readonly SubjectPart[]): Target[] {
  const left = parts.filter((part) => !used.includes(part));
  return left.flatMap((part, i): Target[] => {
    const isKind = part.labels !== undefined;
    const before = left[i - 1];
    if (isKind) return [];
    const behind = left[i + 1]?.labels ?? before?.labels ?? null;
    return [{ value: part.text, labels: behind, isExact: false, isNegative: false }];
  });
}

/** The longest run of words that is the name of a metric. */
function byName(parts: readonly SubjectPart[], known: KnownSeries, decisions: Decisions): ResolvedSubject | null {
  const concept = parts.find((part) => part.concept !== undefined);
  for (let length = parts.length; length > 0; length -= 1) {
    for (let from = 0; from + length <= parts.length; from += 1) {
      const run = parts.slice(from, from + length);
      // Beside a thing that people speak of, a single name is whose it is.
      if (length === 1 && concept !== undefined && !run.includes(concept)) continue;
      const words = run.flatMap((part) => part.words);
      const found = candidates([...known.named(words), ...known.besides(words)], known);
      if (found.length === 0) continue;
      const subject = decisions.choose(whichOf(run), found, nameOf);
      return resolved(subject, parts, run);
    }
  }
  return null;
}

function byConcept(
  parts: readonly SubjectPart[],
  known: KnownSeries,
  decisions: Decisions,
  targets: readonly Target[],
): ResolvedSubject | null {
  const part = parts.find(({ concept }) => concept !== undefined);
  const { concept } = part ?? {};
  if (part === undefined || concept === undefined) return null;
  const gauges = concept.gauges.flatMap((name) => known.named(name.split('_')));
  const sources = concept.sources.filter(({ needs }) => needs.every((metric) => known.has(metric)));
  const called: Subject[] = [
    ...[...new Set(gauges)].map((metric): Subject => ({ kind: 'metric', text: metric, metric, concept })),
    ...sources.map((source): Subject => ({ kind: 'source', text: part.text, concept, source })),
  ];
  const found = ofAll(called, part, known, targets);
  if (found.length > 0) {
    const subject = decisions.choose(whichOf([part]), found, nameOf);
    if (subject.text !== part.text) decisions.assume(`"${part.text}" is taken to be ${subject.text}.`);
    return resolved(subject, parts, [part]);
  }
  const held = known.isEmpty ? null : byHolding(parts, known, decisions);
  if (held !== null) return held;
  const source = concept.sources[0] as ConceptSource;
  decisions.assume(
    `Nothing that is called "${part.text}" has come yet; it is taken to be ${source.needs.join(' and ')}, as the rule templates read it.`,
  );
  return resolved({ kind: 'source', text: part.text, concept, source }, parts, [part]);
}

/** Most metrics that are asked about because they are of the same things. */
const OF_ALL_MAX = 5;

/**
 * Of the metrics that a thing may be, those whose series are of all that was named: of those that are called so, and
 * else of all whose names hold the words.
 */
function ofAll(
  called: readonly Subject[],
  { words }: SubjectPart,
  known: KnownSeries,
  targets: readonly Target[],
): readonly Subject[] {
  const named = targets.filter(({ value, isNegative, isExact }) => value !== '' && !isNegative && !isExact);
  if (named.length === 0 || known.isEmpty) return called;
  const isOfAll = (subject: Subject): boolean => {
    const metrics = subject.kind === 'metric' ? [subject.metric] : subject.source.needs;
    return metrics.every((metric) => named.every((target) => hasSeriesOf(target, metric, known)));
  };
  const whole = called.filter(isOfAll);
  if (whole.length > 0) return whole;
  const levels = known.holdingMore(words).filter((metric) => !isCounter(metric));
  const held = candidates(levels, known).filter(isOfAll);
  return held.length > 0 && held.length <= OF_ALL_MAX ? held : called;
}

/** The metric whose name holds the words; words that it does not hold must be values of its labels. */
function byHolding(parts: readonly SubjectPart[], known: KnownSeries, decisions: Decisions): ResolvedSubject | null {
  const plain = parts.filter(({ labels, text }) => labels === undefined && !isLoose(text.toLowerCase()));
  for (const used of [parts, plain, plain.slice(1), plain.slice(0, -1)]) {
    if (used.length === 0) continue;
    const words = used.flatMap((part) => part.words);
    const found = candidates(known.holding(words), known);
    if (found.length === 0) continue;
    const subject = decisions.choose(whichOf(used), found, nameOf);
    if (found.length === 1 && saysLittle(words, subject, known)) decisions.confirm(whichOf(used), nameOf(subject));
    decisions.assume(`"${used.map(({ text }) => text).join(' ')}" is taken to be ${nameOf(subject)}.`);
    return resolved(subject, parts, used);
  }
  return null;
}

/** Whether most of a metric's name was not said. */
function saysLittle(words: readonly string[], subject: Subject, known: KnownSeries): boolean {
  const name = subject.kind === 'metric' ? subject.metric : (subject.source.needs[0] ?? '');
  return 2 * words.length < (known.get(name)?.parts.length ?? 0);
}

/** A name that is written as metrics are, though no series of it is known. */
function byWritten(parts: readonly SubjectPart[], known: KnownSeries, decisions: Decisions): ResolvedSubject {
  const part = parts.find(({ text, concept }) => concept === undefined && /[_:]/.test(text) && isMetricName(text));
  if (part === undefined) throw notKnown(parts, known);
  const close = closeNames(part.text, known.names);
  if (close.length > 0) {
    decisions.assume(`You send nothing called ${part.text}.`);
    const metric = decisions.choose(
      `You send nothing called ${part.text}. Which one is meant?`,
      [...close, part.text],
      (name) => name,
    );
    return ofMetric(metric, parts, [part]);
  }
  decisions.assume(`No series of ${part.text} has come yet; the rule waits for the first.`);
  return ofMetric(part.text, parts, [part]);
}

/** Of histograms, the parts are one thing. */
function candidates(metrics: readonly string[], known: KnownSeries): Subject[] {
  const found = metrics.flatMap((metric): Subject[] => {
    const family = metric.replace(/_(bucket|sum|count)$/, '');
    if (family === metric || !known.has(`${family}_bucket`))
      return [{ kind: 'metric', text: metric, metric, concept: null }];
    if (!metric.endsWith('_bucket')) return [];
    const concept: Concept = { id: family, phrases: [], gauges: [], sources: [timedSource(family)], usual: 'level' };
    return [{ kind: 'source', text: family, concept, source: timedSource(family) }];
  });
  return found;
}

const nameOf = (subject: Subject): string =>
  subject.kind === 'metric' ? subject.metric : `${subject.text} of ${subject.source.needs.join(' and ')}`;
const whichOf = (parts: readonly SubjectPart[]): string =>
  `Which metric is meant by "${parts.map(({ text }) => text).join(' ')}"?`;

function notKnown(parts: readonly SubjectPart[], known: KnownSeries) {
  const said = parts
    .map(({ text }) => text)
    .join(' ')
    .slice(0, 120);
  const words = parts.flatMap(({ words }) => words);
  const strange = parts.filter(
    ({ words: own, text, concept }) =>
      concept === undefined && own.every((word) => known.holding([word]).length === 0) && !known.isValue(text),
  );
  const isPart = strange.length > 0 && strange.length < parts.length;
  const which = isPart
    ? `: no metric and no label that you send has "${strange
        .map(({ text }) => text)
        .join('" or "')
        .slice(0, 120)}"`
    : '';
  const near = nearNames(words, known);
  const hint = near.length > 0 ? `; you send ${near.join(', ')}` : known.isEmpty ? '; no series has come yet' : '';
  const isStrange = strange.length === parts.length && !known.isEmpty;
  const what = isStrange ? 'no metric, and no value of a label, that you send' : 'no metric that is known here';
  return refused('unknown_subject', `"${said}" is ${what}${which}${hint}`);
}
