import { z } from 'zod';
import type { RuleDraft } from './alert-rule.js';
import { canonicalText } from './canonical-text.js';
import { isJoining } from './condition-walk.js';
import type { RuleCondition } from './condition.js';

/** One thing that two versions of a rule say differently, in data and in words. */
export const RuleChangeSchema = z
  .strictObject({
    path: z.string().meta({ description: 'Where it stands, such as `conditions[0].threshold`.' }),
    kind: z.enum(['condition', 'threshold', 'timer', 'label', 'annotation', 'field']),
    change: z.enum(['added', 'removed', 'changed']),
    before: z.json().optional(),
    after: z.json().optional(),
    text: z.string().meta({ description: 'The same in words.' }),
  })
  .meta({ id: 'RuleChange', description: 'One thing that two versions say differently.' });
export type RuleChange = z.infer<typeof RuleChangeSchema>;

type Kind = RuleChange['kind'];
type Json = RuleChange['before'];
type Fields = Readonly<Record<string, unknown>>;

const timers = new Set(['for', 'keep_firing_for', 'interval']);
const numbers = new Set(['operator', 'threshold', 'recovery_threshold', 'score', 'tolerance', 'min_distance', 'n']);
const times = new Set(['window', 'within', 'horizon']);
/** Their parts are compared one by one. */
const inParts = new Set(['conditions', 'labels', 'annotations', 'tenant_id']);

/** What changes from one version of a rule to another; nothing where they say the same. */
export function ruleDiff(before: RuleDraft, after: RuleDraft): RuleChange[] {
  return [
    ...fieldChanges(before, after, '', (name) => (timers.has(name) ? 'timer' : 'field'), inParts),
    ...conditionChanges(before.conditions, after.conditions, ''),
    ...fieldChanges(before.labels, after.labels, 'labels', () => 'label'),
    ...fieldChanges(before.annotations, after.annotations, 'annotations', () => 'annotation'),
  ];
}

/**
 * What changes among named values.
 *
 * @param prefix - where they stand; nothing for the whole
 * @param leftOut - names that are not compared
 */
export function fieldChanges(
  before: Fields,
  after: Fields,
  prefix: string,
  kindOf: (name: string) => Kind,
  leftOut: ReadonlySet<string> = new Set(),
): RuleChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !leftOut.has(name));
  return names.flatMap((name) => {
    const [was, is] = [valueOf(before, name), valueOf(after, name)];
    if (canonicalText(was) === canonicalText(is)) return [];
    return [changeOf(prefix === '' ? name : `${prefix}.${name}`, kindOf(name), was, is)];
  });
}

const valueOf = (fields: Fields, name: string): Json =>
  Object.hasOwn(fields, name) ? (fields[name] as Json) : undefined;

/** A change of one value, with its words. */
export function changeOf(path: string, kind: Kind, was: unknown, is: unknown): RuleChange {
  const [before, after] = [was as Json, is as Json];
  if (before === undefined)
    return {
      path,
      kind,
      change: 'added',
      ...(after === undefined ? {} : { after }),
      text: `${path}: ${said(after)} added`,
    };
  if (after === undefined) return { path, kind, change: 'removed', before, text: `${path}: ${said(before)} removed` };
  return { path, kind, change: 'changed', before, after, text: `${path}: ${said(before)} → ${said(after)}` };
}

/**
 * Conditions have no names. Those that are the same in both versions are left out; of the others, those of one type that
 * look at the same thing are one condition that changed, in the order they are written.
 */
function conditionChanges(
  before: readonly RuleCondition[],
  after: readonly RuleCondition[],
  prefix: string,
): RuleChange[] {
  const placed = (conditions: readonly RuleCondition[]) =>
    conditions.map((condition, i) => ({
      condition,
      path: `${prefix}conditions[${i}]`,
      text: canonicalText(condition),
    }));
  const rest = placed(after);
  const take = (fits: (one: (typeof rest)[number]) => boolean) => {
    const at = rest.findIndex(fits);
    return at < 0 ? undefined : rest.splice(at, 1)[0];
  };
  const gone = placed(before).filter(({ text }) => take((one) => one.text === text) === undefined);
  const changed = gone.flatMap(({ condition, path }) => {
    const now = take((one) => subjectOf(one.condition) === subjectOf(condition));
    if (now === undefined) return [changeOf(path, 'condition', condition, undefined)];
    return conditionChange(condition, now.condition, now.path);
  });
  return [...changed, ...rest.map(({ condition, path }) => changeOf(path, 'condition', undefined, condition))];
}

function conditionChange(before: RuleCondition, after: RuleCondition, path: string): RuleChange[] {
  const kindOf = (name: string): Kind => (numbers.has(name) ? 'threshold' : times.has(name) ? 'timer' : 'condition');
  const own = fieldChanges({ ...before }, { ...after }, path, kindOf, new Set(['conditions']));
  if (!isJoining(before) || !isJoining(after)) return own;
  const parts = before.type === 'sequence' ? stepChanges : conditionChanges;
  return [...own, ...parts(before.conditions, after.conditions, `${path}.`)];
}

/** The steps of a sequence have their places, so each is compared with the one that stood there. */
function stepChanges(before: readonly RuleCondition[], after: readonly RuleCondition[], prefix: string): RuleChange[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => {
    const [was, is, path] = [before[i], after[i], `${prefix}conditions[${i}]`];
    if (was === undefined || is === undefined) return [changeOf(path, 'condition', was, is)];
    if (subjectOf(was) !== subjectOf(is)) return [changeOf(path, 'condition', was, is)];
    return conditionChange(was, is, path);
  }).flat();
}

/** What a condition looks at, whatever it asks of it. */
function subjectOf(condition: RuleCondition): string {
  return 'metric_path' in condition ? `${condition.type} ${condition.metric_path}` : condition.type;
}

/** Longest value that stands in a sentence as a whole. */
const SAID_LENGTH_MAX = 200;

function said(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (conditionText(value) ?? canonicalText(value));
  return text.length > SAID_LENGTH_MAX ? `${text.slice(0, SAID_LENGTH_MAX)}…` : text;
}

/** A condition as one would read it out; null for anything else. */
function conditionText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  const { type, metric_path, operator, threshold, window, expr } = value as Fields;
  const parts = [
    type,
    metric_path ?? expr,
    window === undefined ? undefined : `over ${String(window)}`,
    operator,
    threshold,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
