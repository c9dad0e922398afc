import {
  AlertingRuleDocumentSchema,
  RecordingRuleDocumentSchema,
  type RuleGroupDraft,
  RuleGroupDraftSchema,
} from '@tocsin/domain/groups/rule-group-document';
import { DERIVED_GROUP_PREFIX } from '@tocsin/domain/groups/derived-group';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { parseDurationMs } from '@tocsin/domain/rules/duration';
import { pathText, schemaFindings, valueAt } from '@tocsin/domain/rules/finding';
import { INTERVAL_MS_MIN } from '@tocsin/domain/rules/interval';
import { lookBackFault } from '@tocsin/domain/rules/look-back';
import { stringify } from 'yaml';
import { z } from 'zod';
import { isStorable } from '../storable-text.js';
import { type Path, type Place, placesIn, YamlBody } from './yaml-places.js';

/**
 * Largest body, and most that its groups may take as JSON. They travel in one record of the log, and Kafka takes 1 MiB
 * at once; the largest published rule files have a hundred kilobytes.
 */
export const RULE_GROUPS_BYTES_MAX = 512 * 1024;

/** Deepest nesting that is looked at; a label's text lies six deep. */
const NESTING_MAX = 32;

/** What was sent: parsed JSON, or YAML as it came. */
export type RuleGroupBody = { readonly json: unknown } | { readonly yaml: string };

/** One thing that is wrong with what was sent. Line and column, counted from 1, are there for YAML. */
export interface RuleGroupFinding {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

export type RuleGroupsRead =
  | { readonly kind: 'read'; readonly groups: readonly RuleGroupDraft[] }
  | { readonly kind: 'refused'; readonly findings: readonly RuleGroupFinding[] }
  | { readonly kind: 'too_large'; readonly bytes: number; readonly bytesMax: number };

interface Fault extends Place {
  readonly message: string;
}
type Checked = Exclude<RuleGroupsRead, { kind: 'refused' }> | { kind: 'refused'; faults: readonly Fault[] };

/** Reads a rule file of Prometheus: all that is wrong in it, or its groups as they are written. */
export function readRuleFile(body: RuleGroupBody): RuleGroupsRead {
  return readBody(body, (value) => checkFile(value));
}

/**
 * Reads one group, which stands alone or is the only one of a rule file.
 *
 * @param name - the name that the group has; one that stands alone may leave it out
 */
export function readRuleGroup(body: RuleGroupBody, name: string): RuleGroupsRead {
  return readBody(body, (value) => {
    const isFile = isFields(value) && 'groups' in value;
    if (isFile) return named(checkFile(value), name, ['groups']);
    const checked = checkFile({ groups: [isFields(value) ? { name, ...value } : value] });
    if (checked.kind !== 'refused') return named(checked, name, []);
    return { kind: 'refused', faults: checked.faults.map((fault) => ({ ...fault, path: fault.path.slice(2) })) };
  });
}

/** Writes groups as a rule file of Prometheus, with expressions and durations as they came. */
export function writeRuleFile(groups: readonly RuleGroupDraft[]): string {
  return stringify({ groups: groups.map(writtenGroup) }, { lineWidth: 0 });
}

function readBody(body: RuleGroupBody, check: (value: unknown) => Checked): RuleGroupsRead {
  if ('json' in body) return told(check(body.json), () => ({}));
  const bytes = bytesOf(body.yaml);
  if (bytes > RULE_GROUPS_BYTES_MAX) return { kind: 'too_large', bytes, bytesMax: RULE_GROUPS_BYTES_MAX };
  const yaml = new YamlBody(body.yaml);
  if (yaml.content.kind === 'refused') return { kind: 'refused', findings: yaml.content.findings };
  return told(check(yaml.content.value), (place) => yaml.positionOf(place));
}

function told(checked: Checked, positionOf: (place: Place) => { line?: number; column?: number }): RuleGroupsRead {
  if (checked.kind !== 'refused') return checked;
  const findings = checked.faults.map((fault) => ({
    path: pathText(fault.path),
    message: fault.message,
    ...positionOf(fault),
  }));
  return { kind: 'refused', findings };
}

function named(checked: Checked, name: string, within: Path): Checked {
  if (checked.kind !== 'read') return checked;
  const [first, ...others] = checked.groups;
  const fault = (path: Path, message: string): Checked => ({
    kind: 'refused',
    faults: [{ path, part: 'value', message }],
  });
  if (first === undefined || others.length > 0)
    return fault(within, `holds ${checked.groups.length} groups, and one is put here; import files with several`);
  const at = within.length === 0 ? ['name'] : [...within, 0, 'name'];
  return first.name === name
    ? checked
    : fault(at, `is ${JSON.stringify(first.name)}, and the group put here is ${JSON.stringify(name)}`);
}

/** One check for all that comes in: JSON is YAML, too, and the reader of rule files finds what is wrong in it. */
function checkFile(value: unknown): Checked {
  if (isTooDeep(value))
    return { kind: 'refused', faults: [{ path: [], part: 'value', message: 'is nested too deeply' }] };
  const file = tidied(value ?? null);
  const text = JSON.stringify(file);
  const bytes = bytesOf(text);
  if (bytes > RULE_GROUPS_BYTES_MAX) return { kind: 'too_large', bytes, bytesMax: RULE_GROUPS_BYTES_MAX };
  const parsed = parseRuleFile(text);
  if (parsed.kind === 'refused') {
    const places = placesIn(text);
    const faults = parsed.findings.map(({ column, message }) => ({
      ...(places.get(column - 1) ?? { path: [], part: 'value' as const }),
      message,
    }));
    return { kind: 'refused', faults };
  }
  const fitting = z.array(RuleGroupDraftSchema).safeParse(file.groups ?? []);
  const faults = [
    ...textFaults(file.groups, ['groups']),
    ...(fitting.success ? fitting.data.flatMap((group, i) => groupFaults(group, ['groups', i])) : []),
    ...(fitting.error?.issues ?? []).flatMap((issue) => issueFaults(file.groups, issue)),
  ];
  return fitting.success && faults.length === 0 ? { kind: 'read', groups: fitting.data } : { kind: 'refused', faults };
}

/** Depth first, and no further than it must: YAML's aliases may lead in circles. */
function isTooDeep(value: unknown): boolean {
  const stack = [{ value, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.depth > NESTING_MAX) return true;
    if (typeof top.value !== 'object' || top.value === null) continue;
    for (const inner of Object.values(top.value)) stack.push({ value: inner, depth: top.depth + 1 });
  }
  return false;
}

/** What only this platform asks of a group. */
function groupFaults(group: RuleGroupDraft, path: Path): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, message: string): void =>
    void faults.push({ path: [...path, field], part: 'value', message });
  if (group.interval !== undefined && (parseDurationMs(group.interval) ?? 0) < INTERVAL_MS_MIN)
    fault('interval', `is ${group.interval}; ${INTERVAL_MS_MIN / 1_000}s is the least`);
  if (group.name.startsWith(DERIVED_GROUP_PREFIX))
    fault('name', `begins with "${DERIVED_GROUP_PREFIX}", as only groups of the platform's own do`);
  group.rules.forEach(({ expr }, i) => {
    const message = lookBackFault(expr);
    if (message !== null) faults.push({ path: [...path, 'rules', i, 'expr'], part: 'value', message });
  });
  if (group.name === '.' || group.name === '..') fault('name', 'is no name: no address can end in it');
  return faults;
}

/** Names that would reach an object's prototype, and texts that are no Unicode or that PostgreSQL cannot keep. */
function textFaults(value: unknown, path: Path): Fault[] {
  if (typeof value === 'string')
    return isStorable(value) ? [] : [{ path, part: 'value', message: 'holds U+0000, or half of a character' }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]): Fault[] => {
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    if (forbiddenNames.has(name)) return [{ path: at, part: 'key', message: 'is no name that may be used here' }];
    return [...textFaults(name, at), ...textFaults(inner, at)];
  });
}

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** Of a rule, the schema says only that it is neither kind; the kind that it means to be says what is wrong. */
function issueFaults(groups: unknown, issue: z.core.$ZodIssue): Fault[] {
  const value = valueAt(groups, issue.path);
  const issues =
    issue.code === 'invalid_union' && isFields(value)
      ? ('alert' in value ? AlertingRuleDocumentSchema : RecordingRuleDocumentSchema).safeParse(value).error?.issues
      : undefined;
  return (issues?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue]).flatMap((one) =>
    schemaFindings(one, valueAt(groups, one.path), one.path).map(({ message }) => ({
      path: ['groups', ...one.path] as Path,
      part: 'value' as const,
      message,
    })),
  );
}

/** Leaves out what says nothing, as Prometheus does, and reads numbers, which YAML has as text here. */
function tidied(value: unknown): { groups?: unknown } {
  if (!isFields(value) || !Array.isArray(value['groups'])) return value as object;
  return { ...value, groups: value['groups'].map((group: unknown) => (isFields(group) ? tidiedGroup(group) : group)) };
}

function tidiedGroup(group: Fields): Fields {
  const { limit, interval, rules } = group;
  return tidiedFields({
    ...group,
    ...(typeof limit === 'string' && /^\d{1,15}$/.test(limit) ? { limit: Number(limit) } : {}),
    // Prometheus takes an interval of 0 as the default.
    ...(typeof interval === 'string' && parseDurationMs(interval) === 0 ? { interval: '' } : {}),
    rules: Array.isArray(rules)
      ? rules.map((rule: unknown) => (isFields(rule) ? tidiedRule(rule) : rule))
      : isNothing(rules)
        ? []
        : rules,
  });
}

function tidiedRule(rule: Fields): Fields {
  const { record } = rule;
  return tidiedFields(typeof record === 'string' ? { ...rule, record: record.trim() } : rule);
}

const optionalFields = new Set([
  'interval',
  'query_offset',
  'limit',
  'for',
  'keep_firing_for',
  'labels',
  'annotations',
]);

/** Names with texts, of which there may be none. */
const textFields = new Set(['labels', 'annotations']);

function tidiedFields(fields: Fields): Fields {
  const says = ([name, value]: [string, unknown]): boolean =>
    !isNothing(value) && !(textFields.has(name) && isFields(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(fields).filter((field) => !optionalFields.has(field[0]) || says(field)));
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

function writtenGroup({ name, interval, query_offset, limit, labels, rules }: RuleGroupDraft): object {
  return {
    name,
    interval,
    query_offset,
    limit,
    ...writtenTexts('labels', labels),
    rules: rules.map((rule) => {
      const expr = rule.expr;
      const own = writtenTexts('labels', rule.labels);
      if ('record' in rule) return { record: rule.record, expr, ...own };
      const { alert, keep_firing_for, annotations } = rule;
      return { alert, expr, for: rule.for, keep_firing_for, ...own, ...writtenTexts('annotations', annotations) };
    }),
  };
}

/** In the order of their names: the database keeps none. */
function writtenTexts(field: string, texts: Readonly<Record<string, string>> = {}): object {
  const sorted = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.length === 0 ? {} : { [field]: Object.fromEntries(sorted) };
}
