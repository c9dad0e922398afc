import { walkExpr } from '../../promql/walk.js';
import { METRIC_NAME } from '../../plan/label-set.js';
import type { RuleDraft } from '../../rules/alert-rule.js';
import { validateRuleDraft } from '../../rules/config-validator.js';
import { leavesOf } from '../../rules/condition-walk.js';
import type { LeafCondition, RuleCondition } from '../../rules/condition.js';
import { metricOfPath } from '../../rules/metric-path.js';
import type { Reading, Said } from '../conversational-ai.js';
import { Decisions, NoRule } from '../decisions.js';
import { explainRule } from '../explain-rule.js';
import { exprOf } from '../expression.js';
import type { KnownSeries } from '../known-series.js';
import { nameOf } from '../rule-name.js';
import { assertSound, INTERVAL_USUAL, isClocked } from '../write-rule.js';
import { AnswerSchema, conditionsOf, type ModelAnswerOfRule } from './proposed-rule.js';
import type { Redaction } from './redaction.js';

/** Longest part of an answer that is said again. */
const SHOWN_LENGTH_MAX = 60;

/** What became of a model's answer; `rejected` says why it is no rule for this tenant. */
export type Proposal =
  | { readonly kind: 'proposed'; readonly reading: Reading }
  | { readonly kind: 'none' }
  | { readonly kind: 'rejected'; readonly reason: string };

/**
 * Reads what a model said, as one reads what a stranger said: only a rule of the allowed shapes over series that the tenant has
 * comes through, and it goes through the checks of every rule. Its name, its description and its labels are never the
 * model's.
 */
export function readProposal(text: string, asked: Said, known: KnownSeries, redaction: Redaction): Proposal {
  const answer = answerOf(text);
  if (typeof answer === 'string') return rejected(answer);
  if (answer.outcome === 'none') return { kind: 'none' };
  const conditions = conditionsOf(answer, redaction);
  if (conditions === null) return rejected('it holds an expression that is no PromQL');
  const stranger = strangerIn(conditions, known);
  if (stranger !== null) return rejected(stranger);
  const validated = validateRuleDraft(draftOf(answer, conditions, asked));
  if (validated.kind === 'invalid') {
    const [finding] = validated.findings;
    return rejected(`it would not be sound: ${finding?.path ?? ''} ${finding?.message ?? ''}`);
  }
  try {
    assertSound(conditions, { known, decisions: new Decisions() });
  } catch (error) {
    if (error instanceof NoRule) return rejected(error.message);
    throw error;
  }
  const { draft } = validated;
  const assumptions = ['A language model proposed this rule; nobody but you has checked that it is what you meant.'];
  return { kind: 'proposed', reading: { draft, reading: explainRule(draft), assumptions, leftOut: [] } };
}

const rejected = (reason: string): Proposal => ({ kind: 'rejected', reason });

function answerOf(text: string): ModelAnswerOfRule | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is no JSON, or was cut';
  }
  const parsed = AnswerSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `it has another shape than was asked for, at "${(issue?.path.join('.') ?? '').slice(0, SHOWN_LENGTH_MAX)}"`;
}

function draftOf(
  { severity, for: hold }: ModelAnswerOfRule,
  conditions: readonly RuleCondition[],
  asked: Said,
): unknown {
  const { text, draft, priority } = asked;
  const before: Partial<RuleDraft> = draft ?? { name: nameOf(text), description: text, category: 'application' };
  const { interval = INTERVAL_USUAL, ...rest } = before;
  const isUsual = draft === undefined && severity === 'MEDIUM';
  return {
    ...rest,
    conditions,
    severity: isUsual ? (priority ?? severity) : severity,
    for: hold,
    ...(isClocked(conditions) || before.interval !== undefined ? { interval } : {}),
  };
}

/** What conditions name that the tenant does not send; null where there is nothing. */
function strangerIn(conditions: readonly RuleCondition[], known: KnownSeries): string | null {
  for (const { condition } of leavesOf(conditions)) {
    const found = strangerInLeaf(condition, known);
    if (found !== null) return found;
  }
  return null;
}

function strangerInLeaf(condition: LeafCondition, known: KnownSeries): string | null {
  if (condition.type !== 'promql')
    return strangerInSelector(metricOfPath(condition.metric_path) ?? '', Object.entries(condition.labels ?? {}), known);
  let found: string | null = null;
  let selectors = 0;
  walkExpr(exprOf(condition.expr), (part) => {
    if (part.kind !== 'vector_selector') return;
    selectors += 1;
    const named = part.matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=');
    const pairs = part.matchers
      .filter(({ name }) => name !== METRIC_NAME)
      .map(({ name, operator, value }) => [name, operator === '=' ? value : null] as const);
    found ??= strangerInSelector(named?.value ?? '', pairs, known);
  });
  return selectors === 0 ? 'it reads no series' : found;
}

/** @param pairs - labels with the values that they are to have; null: whichever */
function strangerInSelector(
  metric: string,
  pairs: readonly (readonly [name: string, value: string | null])[],
  known: KnownSeries,
): string | null {
  const labels = known.get(metric)?.labels;
  if (labels === undefined) return `it reads "${metric.slice(0, SHOWN_LENGTH_MAX)}", which you do not send`;
  for (const [name, value] of pairs) {
    const values = labels.get(name);
    if (values === undefined)
      return `it asks for the label "${name.slice(0, SHOWN_LENGTH_MAX)}", which ${metric} does not carry`;
    if (value !== null && !values.has(value))
      return `it asks for ${name}="${value.slice(0, SHOWN_LENGTH_MAX)}", which no series of ${metric} has`;
  }
  return null;
}
