import type { z } from 'zod';
import type { Json } from '../ledger/canonical-json.js';
import { error, type Finding, pathText, schemaFindings, valueAt, warning } from '../rules/finding.js';
import type { ActionTemplate } from './action.js';
import { targetOf } from './action-target.js';
import { queryProblem } from './healing-query.js';
import { readLabelTemplate } from './label-template.js';
import { HEALTHY_SHARE_MIN, type PlaybookDraft, PlaybookDraftSchema } from './playbook.js';

export type PlaybookLint =
  | { readonly kind: 'valid'; readonly draft: PlaybookDraft; readonly warnings: readonly Finding[] }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] };

/** Deepest nesting of what is read; patches of workloads have some ten levels. */
const DEPTH_MAX = 40;

/**
 * Checks a playbook as a user wrote it: its structure, its queries and templates, then what its parts mean together.
 *
 * @param input - parsed JSON from outside
 * @returns the draft with defaults filled in and what is doubtful about it, or every error found
 */
export function lintPlaybook(input: unknown): PlaybookLint {
  if (isTooDeep(input)) {
    const finding = error('', 'too_deep', `is nested more than ${DEPTH_MAX} levels deep`, 'Nest patches less deep.');
    return { kind: 'invalid', findings: [finding] };
  }
  const parsed = PlaybookDraftSchema.safeParse(input);
  if (!parsed.success)
    return { kind: 'invalid', findings: parsed.error.issues.flatMap((issue) => structureFindings(input, issue)) };
  const findings = [...triggerFindings(parsed.data), ...stepFindings(parsed.data), ...doubts(parsed.data)];
  return findings.some(({ severity }) => severity === 'error')
    ? { kind: 'invalid', findings }
    : { kind: 'valid', draft: parsed.data, warnings: findings };
}

function isTooDeep(input: unknown): boolean {
  const stack: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (typeof top.value !== 'object' || top.value === null) continue;
    if (top.depth > DEPTH_MAX) return true;
    for (const value of Object.values(top.value)) stack.push({ value, depth: top.depth + 1 });
  }
  return false;
}

function structureFindings(input: unknown, issue: z.core.$ZodIssue): Finding[] {
  const value = valueAt(input, issue.path);
  const isQuery = issue.path[0] === 'preconditions' || issue.path[0] === 'verification';
  if (issue.code === 'custom' && isQuery && typeof value === 'string') {
    const problem = queryProblem(value);
    if (problem !== null) return [error(pathText(issue.path), problem.code, problem.message, problem.fix)];
  }
  if (issue.code === 'invalid_union')
    return [
      error(
        pathText(issue.path),
        'unknown_kind',
        'is of no kind that is known here',
        issue.path.includes('actions')
          ? 'Name a kind of action, such as kubernetes_restart; /docs/api lists them.'
          : 'Use none, one, two or at_night.',
      ),
    ];
  return schemaFindings(issue, value, issue.path);
}

function triggerFindings({ trigger }: PlaybookDraft): Finding[] {
  if (trigger.rule_ids.length > 0 || trigger.matchers.length > 0) return [];
  return [error('trigger', 'no_trigger', 'names no rule and no matcher', 'Say which alerts the playbook is for.')];
}

function stepFindings({ steps, blast_radius }: PlaybookDraft): Finding[] {
  const findings = steps.flatMap(({ actions }, step) =>
    actions.flatMap((action, i) => {
      const at = `steps[${step}].actions[${i}]`;
      const first = actions.findIndex((other) => targetOf(other) === targetOf(action));
      const twice = error(
        at,
        'same_target',
        'has the target of another action of its step',
        'Put it into a later step.',
      );
      return [...(first === i ? [] : [twice]), ...templateFindings(action, at)];
    }),
  );
  const targets = new Set(steps.flatMap(({ actions }) => actions.map(targetOf))).size;
  if (targets > blast_radius.targets_max)
    findings.push(
      error(
        'blast_radius.targets_max',
        'too_many_targets',
        `is ${blast_radius.targets_max}, and the steps have ${targets} targets`,
        'Split the playbook, or allow as many.',
      ),
    );
  return findings;
}

/** Templates stand where targets are named and in texts that a webhook sends, and nowhere else. */
function templateFindings(action: ActionTemplate, at: string): Finding[] {
  const sent = action.kind === 'webhook' ? sentFindings(action.body, `${at}.body`) : [];
  const written = Object.entries(action.kind === 'webhook' ? { url: action.url } : patchOf(action));
  const misplaced = written.flatMap(([field, value]) =>
    JSON.stringify(value).includes('{{')
      ? [
          error(
            `${at}.${field}`,
            'bad_template',
            'holds a template where nothing is named',
            'Name targets by templates; write everything else out.',
          ),
        ]
      : [],
  );
  return [...sent, ...misplaced];
}

function sentFindings(value: Json, at: string): Finding[] {
  if (typeof value === 'string') {
    const read = readLabelTemplate(value);
    const fix = 'Write {{ $labels.NAME }}, or leave the braces out.';
    return read.kind === 'refused' ? [error(at, 'bad_template', read.message, fix)] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    sentFindings(field as Json, Array.isArray(value) ? `${at}[${name}]` : `${at}.${name}`),
  );
}

const patchOf = (action: ActionTemplate): object => (action.kind === 'kubernetes_patch' ? { patch: action.patch } : {});

function doubts({ approval, cooldown_ms, blast_radius, steps }: PlaybookDraft): Finding[] {
  const findings: Finding[] = [];
  if (approval.policy === 'none')
    findings.push(
      warning('approval', 'no_approval', 'asks nobody', 'Ask somebody until the playbook has proved itself.'),
    );
  if (cooldown_ms === 0)
    findings.push(
      warning(
        'cooldown_ms',
        'no_cooldown',
        'lets a flapping alert heal the same target again at once',
        'Give minutes.',
      ),
    );
  if (blast_radius.healthy_share_min < HEALTHY_SHARE_MIN)
    findings.push(
      warning(
        'blast_radius.healthy_share_min',
        'no_majority',
        'lets less than a majority of a group stay healthy',
        `Give ${HEALTHY_SHARE_MIN} or more.`,
      ),
    );
  steps.forEach(({ actions }, step) =>
    actions.forEach((action, i) => {
      if (
        (action.kind === 'kubernetes_scale' && action.replicas === 0) ||
        (action.kind === 'aws_scale_group' && action.capacity === 0)
      )
        findings.push(
          warning(`steps[${step}].actions[${i}]`, 'scales_to_nothing', 'leaves nothing running', 'Leave one.'),
        );
    }),
  );
  return findings;
}
