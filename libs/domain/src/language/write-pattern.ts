import { printDuration } from '../promql/duration-text.js';
import type { RuleCondition } from '../rules/condition.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import { type ClauseContext, only, windowText } from './clause-condition.js';
import { refused } from './decisions.js';
import { literalPattern } from './literal-pattern.js';
import { matchersOf, WINDOW_MS_USUAL } from './measured.js';
import type { Predicate, SaidClause, SubjectPart, Target } from './said-rule.js';

/** Labels that hold the text of an event, the likeliest first. */
const textLabels = ['message', 'msg', 'text', 'line', 'log', 'event', 'body'];
/** Words for what holds texts. */
const logWords: ReadonlySet<string> = new Set(
  'log logs line lines message messages entry entries event events output'.split(' '),
);

export interface WrittenPattern {
  readonly condition: RuleCondition;
  readonly metric: string;
}

/** How many events hold a text. The text is looked for as it is: it is never a pattern. @throws NoRule */
export function containing(
  { text, count }: Predicate & { kind: 'contains' },
  clause: SaidClause,
  context: ClauseContext,
): WrittenPattern {
  const { known, decisions } = context;
  const texts = [...known.names].filter((name) => textLabelOf(name, context) !== null);
  const named = texts.filter((name) => clause.subject.some((part) => isNamed(part, name, context)));
  const logs = clause.subject.filter((part) => part.words.every((word) => logWords.has(word)));
  if (texts.length === 0)
    throw refused(
      'no_logs',
      `It looks for a text, and no series that you send has one: events are samples with the text in a label such as "${textLabels[0]}"`,
    );
  if (named.length === 0 && logs.length === 0)
    throw refused(
      'no_logs',
      `It looks for a text in something that has none; texts are in ${texts.slice(0, 5).join(', ')}`,
    );
  const metric = decisions.choose('Which events are meant?', named.length > 0 ? named : texts, (name) => name);
  const label = textLabelOf(metric, context) as string;
  const own = clause.subject
    .filter((part) => part.labels === undefined && !logs.includes(part) && !isNamed(part, metric, context))
    .map((part): Target => ({ value: part.text, labels: null, isExact: false, isNegative: false }));
  const said = [...clause.targets, ...clause.trailing, ...context.targets];
  const matchers = matchersOf([metric], own, said, context, new Set([label]));
  if (count !== null && count.quantity.unit !== null)
    throw refused('unit_misfit', `It counts how often a text comes, and compares that with a number of another kind`);
  if (clause.window === null) decisions.assume(`The last ${printDuration(WINDOW_MS_USUAL)} are looked at.`);
  decisions.assume(`"${text}" is looked for as it is written, capital letters included.`);
  const compared = count === null ? {} : { operator: count.operator, threshold: count.quantity.value };
  const window = windowText(clause.window ?? WINDOW_MS_USUAL);
  const options = { ...compared, ...only(matchers) };
  return { metric, condition: ConditionFactory.pattern(metric, label, literalPattern(text), window, options) };
}

function textLabelOf(metric: string, { known }: ClauseContext): string | null {
  const labels = known.get(metric)?.labels;
  return textLabels.find((label) => labels?.has(label)) ?? null;
}

const isNamed = ({ text, words }: SubjectPart, metric: string, { known }: ClauseContext): boolean =>
  text === metric || known.named(words).includes(metric);
