import { isMap, type Node } from 'yaml';
import { METRIC_NAME } from '../plan/label-set.js';
import type { Expr } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { parseExpr } from '../promql/parser.js';
import { promqlErrorText } from '../promql/promql-error.js';
import type { Labels } from '../rules/labels.js';
import { parseTemplate } from '../templates/template.js';
import type { GroupRule, RuleGroup } from './rule-group.js';
import { type Fields, type FileFinding, startOf, YamlReader } from './yaml-reader.js';

/** Longest rule file in characters; the largest published ones have some hundred thousand. */
export const RULE_FILE_LENGTH_MAX = 5_000_000;

export type RuleFileResult =
  | { readonly kind: 'parsed'; readonly groups: readonly RuleGroup[] }
  | { readonly kind: 'refused'; readonly findings: readonly FileFinding[] };

const groupFields = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules'] as const;
const alertingFields = ['alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'] as const;
const recordingFields = ['record', 'expr', 'labels'] as const;
const labelNameProblem = (name: string): string | null =>
  name === '' || name === METRIC_NAME ? `invalid label name: ${name}` : null;

/**
 * Reads a rule file of Prometheus: groups of alerting and recording rules, in YAML. Everything that is wrong is found,
 * each with its place; a file with a mistake gives no groups, as in Prometheus.
 */
export function parseRuleFile(text: string): RuleFileResult {
  if (text.length > RULE_FILE_LENGTH_MAX)
    return refusedWhole(`the file has ${text.length} characters, more than ${RULE_FILE_LENGTH_MAX}; split it up`);
  const reader = new RuleFileReader(text);
  const groups = reader.groups();
  return reader.findings.length > 0 ? { kind: 'refused', findings: reader.findings } : { kind: 'parsed', groups };
}

const refusedWhole = (message: string): RuleFileResult => ({
  kind: 'refused',
  findings: [{ line: 1, column: 1, message }],
});

/** Walks the nodes of a file and gathers what is wrong. */
class RuleFileReader extends YamlReader {
  groups(): RuleGroup[] {
    if (this.root === null) return [];
    const list = this.fields(this.root, ['groups'], 'the file').get('groups');
    const groups = this.items(list, 'groups').map((node, place) => this.#group(node, `group ${place + 1}`));
    const names = new Set<string>();
    for (const { name, at } of groups) {
      if (names.has(name)) this.find(at, `groupname: ${JSON.stringify(name)} is repeated in the same file`);
      names.add(name);
    }
    return groups.map(({ at: _, ...group }) => group);
  }

  #group(node: Node, where: string): RuleGroup & { at: number } {
    const fields = this.fields(node, groupFields, where);
    const name = this.text(fields, 'name') ?? '';
    if (name === '') this.find(startOf(node), `${where}: Groupname must not be empty`);
    const shared = this.texts(fields.get('labels'), where, labelNameProblem);
    const limit = this.text(fields, 'limit') ?? '0';
    if (!/^\d+$/.test(limit)) this.find(startOf(fields.get('limit')), `${where}: limit is ${limit}, no number`);
    return {
      at: startOf(node),
      name,
      intervalMs: this.duration(fields, 'interval', where),
      queryOffsetMs: this.duration(fields, 'query_offset', where),
      limit: Number(limit),
      rules: this.items(fields.get('rules'), `${where}: rules`).flatMap((rule, place) => {
        const read = this.#rule(rule, `group ${JSON.stringify(name)}, rule ${place + 1}`, shared);
        return read === null ? [] : [read];
      }),
    };
  }

  #rule(node: Node, where: string, shared: Labels): GroupRule | null {
    if (!isMap(node)) {
      this.find(startOf(node), `${where}: is no rule`);
      return null;
    }
    const [alerts, records] = [node.has('alert'), node.has('record')];
    if (alerts === records) {
      this.find(
        startOf(node),
        alerts
          ? `${where}: only one of 'record' and 'alert' must be set`
          : `${where}: one of 'record' or 'alert' must be set`,
      );
      return null;
    }
    return alerts ? this.#alertingRule(node, where, shared) : this.#recordingRule(node, where, shared);
  }

  #alertingRule(node: Node, where: string, shared: Labels): GroupRule | null {
    const fields = this.fields(node, alertingFields, where);
    const name = this.text(fields, 'alert') ?? '';
    const own = `${where}, ${JSON.stringify(name)}`;
    const [expr, text] = this.#expr(fields, own, node);
    const labels = this.texts(fields.get('labels'), own, labelNameProblem);
    const annotations = this.texts(fields.get('annotations'), own, labelNameProblem);
    for (const [field, texts] of Object.entries({ labels, annotations }))
      for (const [label, template] of Object.entries(texts)) this.#checkTemplate(fields, field, label, template, own);
    if (name === '') this.find(startOf(node), `${where}: alert must not be empty`);
    const forMs = this.duration(fields, 'for', own) ?? 0;
    const keepFiringForMs = this.duration(fields, 'keep_firing_for', own) ?? 0;
    if (expr === null) return null;
    return {
      kind: 'alerting',
      name,
      expr,
      text,
      forMs,
      keepFiringForMs,
      labels: { ...shared, ...labels },
      annotations,
    };
  }

  #recordingRule(node: Node, where: string, shared: Labels): GroupRule | null {
    const name = (isMap(node) ? String(node.get('record') ?? '') : '').trim();
    const own = `${where}, ${JSON.stringify(name)}`;
    for (const field of ['for', 'keep_firing_for', 'annotations'])
      if (isMap(node) && node.has(field))
        this.find(startOf(node), `${own}: invalid field '${field}' in recording rule`);
    const fields = this.fields(node, [...recordingFields, 'for', 'keep_firing_for', 'annotations'], where);
    const [expr, text] = this.#expr(fields, own, node);
    if (name === '') this.find(startOf(node), `${where}: record must not be empty`);
    const labels = this.texts(fields.get('labels'), own, labelNameProblem);
    if (expr === null) return null;
    return { kind: 'recording', name, expr, text, labels: { ...shared, ...labels } };
  }

  #expr(fields: Fields<string>, where: string, rule: Node): [Expr | null, string] {
    const text = this.text(fields, 'expr') ?? '';
    if (text === '') {
      this.find(startOf(fields.get('expr') ?? rule), `${where}: field 'expr' must be set in rule`);
      return [null, text];
    }
    const parsed = parseExpr(text);
    const at = startOf(fields.get('expr'));
    if (parsed.kind === 'refused') {
      for (const error of parsed.errors.slice(0, 1))
        this.find(at, `${where}: could not parse expression: ${promqlErrorText(error)}`);
      return [null, text];
    }
    const type = valueTypeOf(parsed.expr);
    if (type === 'string' || type === 'matrix') {
      this.find(at, `${where}: the expression gives a ${type}; a rule needs an instant vector or a scalar`);
      return [null, text];
    }
    return [parsed.expr, text];
  }

  #checkTemplate(fields: Fields<string>, field: string, label: string, template: string, where: string): void {
    const parsed = parseTemplate(template);
    if (parsed.kind === 'parsed') return;
    const { line, column, message } = parsed.error;
    const what = field === 'labels' ? 'label' : 'annotation';
    this.find(
      startOf(fields.get(field)),
      `${where}, ${what} ${JSON.stringify(label)}: template ${line}:${column}: ${message}`,
    );
  }
}
