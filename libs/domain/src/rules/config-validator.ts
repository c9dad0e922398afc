import { z } from 'zod';
import { type RuleDraft, RuleDraftSchema } from './alert-rule.js';
import { isJoining, leavesOf, nestingOf, type PlacedLeaf } from './condition-walk.js';
import {
  AbsenceConditionSchema,
  AnomalyConditionSchema,
  ChangeConditionSchema,
  CompositeConditionSchema,
  CONDITIONS_MAX,
  ForecastConditionSchema,
  NESTING_MAX,
  OutlierConditionSchema,
  PatternConditionSchema,
  PromqlConditionSchema,
  type RuleCondition,
  SequenceConditionSchema,
  ThresholdConditionSchema,
} from './condition.js';
import { durationMs } from './duration.js';
import { parseTemplate } from '../templates/template.js';
import { lookBackFault } from './look-back.js';
import { error, type Finding, pathText, schemaFindings, valueAt, warning } from './finding.js';

export type RuleValidation =
  { kind: 'valid'; draft: RuleDraft; warnings: Finding[] } | { kind: 'invalid'; findings: Finding[] };

/** Deepest nesting that is walked before the schema sees the input; far beyond what is allowed. */
const WALK_DEPTH_MAX = 32;

const conditionSchemas = {
  threshold: ThresholdConditionSchema,
  change: ChangeConditionSchema,
  absence: AbsenceConditionSchema,
  anomaly: AnomalyConditionSchema,
  forecast: ForecastConditionSchema,
  outlier: OutlierConditionSchema,
  pattern: PatternConditionSchema,
  promql: PromqlConditionSchema,
  composite: CompositeConditionSchema,
  sequence: SequenceConditionSchema,
} as const;
const conditionTypes = Object.keys(conditionSchemas).join(', ');

/**
 * Checks a rule as a user wrote it: its structure first, then what its parts mean together.
 *
 * @param input - parsed JSON from outside
 * @returns the draft with defaults filled in, or every error found
 */
export function validateRuleDraft(input: unknown): RuleValidation {
  const tooDeep = depthFinding(input);
  if (tooDeep !== null) return { kind: 'invalid', findings: [tooDeep] };
  const parsed = RuleDraftSchema.safeParse(input);
  if (!parsed.success) return { kind: 'invalid', findings: structureFindings(input, parsed.error.issues) };
  const findings = semanticFindings(parsed.data);
  const errors = findings.filter((finding) => finding.severity === 'error');
  return errors.length > 0 ? { kind: 'invalid', findings } : { kind: 'valid', draft: parsed.data, warnings: findings };
}

function depthFinding(input: unknown): Finding | null {
  const stack: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top.value !== 'object' || top.value === null) continue;
    if (top.depth > WALK_DEPTH_MAX) {
      return error(
        '',
        'too_deep',
        `is nested more than ${WALK_DEPTH_MAX} levels deep`,
        `Nest conditions at most ${NESTING_MAX} deep.`,
      );
    }
    for (const value of Object.values(top.value)) stack.push({ value, depth: top.depth + 1 });
  }
  return null;
}

/** Issues of a union say little; a condition is checked again with the schema that its `type` names. */
function structureFindings(input: unknown, issues: readonly z.core.$ZodIssue[]): Finding[] {
  const findings = issues.flatMap((issue) =>
    issue.code === 'invalid_union' && issue.path.includes('conditions')
      ? conditionFindings(valueAt(input, issue.path), issue.path)
      : schemaFindings(issue, valueAt(input, issue.path), issue.path),
  );
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = `${finding.path} ${finding.code}`;
    return seen.has(key) ? false : (seen.add(key), true);
  });
}

function conditionFindings(value: unknown, path: readonly PropertyKey[]): Finding[] {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(conditionSchemas, type)) {
    return [
      error(
        pathText([...path, 'type']),
        'unknown_condition_type',
        `is ${quoted(type)}`,
        `Use one of: ${conditionTypes}.`,
      ),
    ];
  }
  const parsed = conditionSchemas[type as keyof typeof conditionSchemas].safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => {
    const at = [...path, ...issue.path];
    return issue.code === 'invalid_union'
      ? conditionFindings(valueAt(value, issue.path), at)
      : schemaFindings(issue, valueAt(value, issue.path), at);
  });
}

function semanticFindings(draft: RuleDraft): Finding[] {
  const leaves = leavesOf(draft.conditions);
  const findings: Finding[] = [];
  if (nestingOf(draft.conditions) > NESTING_MAX) {
    findings.push(
      error(
        'conditions',
        'too_deep',
        `are nested more than ${NESTING_MAX} deep`,
        'Split the rule, or flatten its conditions.',
      ),
    );
  }
  if (leaves.length > CONDITIONS_MAX) {
    findings.push(
      error(
        'conditions',
        'too_many',
        `hold ${leaves.length} conditions in all, more than ${CONDITIONS_MAX}`,
        'Split the rule.',
      ),
    );
  }
  findings.push(...draft.conditions.flatMap((condition, i) => compositeFindings(condition, `conditions[${i}]`)));
  findings.push(...leaves.flatMap((leaf) => leafFindings(leaf)));
  for (const field of ['labels', 'annotations'] as const)
    findings.push(...Object.entries(draft[field]).flatMap(([name, text]) => templateFindings(field, name, text)));
  if (draft.severity === 'CRITICAL' && draft.runbook === undefined) {
    findings.push(
      warning(
        'runbook',
        'no_runbook',
        'a CRITICAL rule has no runbook',
        'Add a link that tells what to do when it fires.',
      ),
    );
  }
  return findings;
}

/** Labels and annotations are templates, as in Prometheus. */
function templateFindings(field: 'labels' | 'annotations', name: string, text: string): Finding[] {
  if (!text.includes('{{')) return [];
  const path = pathText([field, name]);
  const parsed = parseTemplate(text);
  if (parsed.kind === 'refused') {
    const { line, column, message } = parsed.error;
    return [error(path, 'template', `${line}:${column}: ${message}`, 'Write a template as in Prometheus.')];
  }
  if (field === 'labels' && /\$value|\.Value/.test(text))
    return [error(path, 'unstable_label', 'would change with the value', 'Put the value into an annotation.')];
  return [];
}

function compositeFindings(condition: RuleCondition, path: string): Finding[] {
  if (!isJoining(condition)) return [];
  const nested = condition.conditions.flatMap((inner, i) => compositeFindings(inner, `${path}.conditions[${i}]`));
  if (condition.type === 'sequence') return nested;
  if (condition.match === 'n_of' && condition.n === undefined) {
    nested.push(
      error(`${path}.n`, 'missing', 'is missing, and "n_of" needs it', 'Say how many of the conditions must hold.'),
    );
  }
  if (condition.match !== 'n_of' && condition.n !== undefined) {
    nested.push(
      error(
        `${path}.n`,
        'not_used',
        `has no meaning with match "${condition.match}"`,
        'Take it out, or use match "n_of".',
      ),
    );
  }
  if (condition.n !== undefined && condition.n > condition.conditions.length) {
    const count = condition.conditions.length;
    nested.push(
      error(
        `${path}.n`,
        'never_true',
        `asks for ${condition.n} of ${count} conditions`,
        `Use a number from 1 to ${count}.`,
      ),
    );
  }
  return nested;
}

function leafFindings({ path, condition }: PlacedLeaf): Finding[] {
  if (condition.type === 'threshold' && condition.recovery_threshold !== undefined) {
    const { operator, threshold, recovery_threshold: recovery } = condition;
    const rising = operator === '>' || operator === '>=';
    const falling = operator === '<' || operator === '<=';
    if (!rising && !falling) {
      return [
        error(
          `${path}.recovery_threshold`,
          'not_used',
          `has no meaning with the operator ${operator}`,
          'Use >, >=, < or <=, or take it out.',
        ),
      ];
    }
    if (rising ? recovery > threshold : recovery < threshold) {
      const side = rising ? 'above' : 'below';
      return [
        error(
          `${path}.recovery_threshold`,
          'wrong_side',
          `lies ${side} the threshold ${threshold}`,
          `Give a number that is not ${side} it.`,
        ),
      ];
    }
  }
  if (condition.type === 'outlier' && condition.min_distance === 0)
    return [
      warning(
        `${path}.min_distance`,
        'any_distance',
        'is 0: where peers are all but alike, the smallest difference makes an outlier',
        'Give the least distance that matters, in the unit of the metric.',
      ),
    ];
  const lookBack = condition.type === 'promql' ? lookBackFault(condition.expr) : null;
  if (lookBack !== null)
    return [error(`${path}.expr`, 'looks_back_too_far', lookBack, 'Look back for a shorter time.')];
  if (condition.type === 'absence' && durationMs(condition.window) < 1_000) {
    return [
      warning(
        `${path}.window`,
        'short_window',
        `${condition.window} is shorter than most series pause between samples`,
        'Use several times the spacing of the samples.',
      ),
    ];
  }
  return [];
}

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${value.slice(0, 60)}"` : 'missing or no text';
