import type { Node } from 'yaml';
import { type Fields, type FileFinding, startOf, YamlReader } from '../groups/yaml-reader.js';
import { LabelSet } from '../plan/label-set.js';
import type { Labels } from '../rules/labels.js';
import { type NotedSeries, parseSeriesLabels, parseSeriesNotation } from './series-notation.js';

export interface AlertTest {
  readonly evalTimeMs: number;
  readonly alertName: string;
  readonly expected: readonly { readonly labels: Labels; readonly annotations: Labels }[];
}

export interface ExprTest {
  readonly expr: string;
  readonly evalTimeMs: number;
  readonly expected: readonly { readonly labels: LabelSet; readonly value: number }[];
}

export interface TestGroup {
  /** Empty when it has none. */
  readonly name: string;
  readonly intervalMs: number;
  readonly series: readonly NotedSeries[];
  readonly alertTests: readonly AlertTest[];
  readonly exprTests: readonly ExprTest[];
  readonly externalLabels: Labels;
  readonly externalUrl: string;
  readonly startMs: number;
}

/** A file of unit tests of rules, in promtool's format. */
export interface RuleTestFile {
  /** Paths and glob patterns, relative to the file. */
  readonly ruleFiles: readonly string[];
  readonly evaluationIntervalMs: number;
  /** Names of groups that are evaluated after all others, in this order. */
  readonly groupOrder: readonly string[];
  /** Values may differ in the last bit. */
  readonly isFuzzy: boolean;
  readonly groups: readonly TestGroup[];
}

export type RuleTestFileResult =
  | { readonly kind: 'parsed'; readonly file: RuleTestFile }
  | { readonly kind: 'refused'; readonly findings: readonly FileFinding[] };

const fileFields = ['rule_files', 'evaluation_interval', 'group_eval_order', 'tests', 'fuzzy_compare'] as const;
const groupFields = [
  'name',
  'interval',
  'input_series',
  'alert_rule_test',
  'promql_expr_test',
  'external_labels',
  'external_url',
  'start_timestamp',
] as const;

/** Reads a file of rule tests; every mistake is found, each with its place. */
export function parseRuleTestFile(text: string): RuleTestFileResult {
  const reader = new RuleTestReader(text);
  const file = reader.file();
  return reader.findings.length > 0 ? { kind: 'refused', findings: reader.findings } : { kind: 'parsed', file };
}

class RuleTestReader extends YamlReader {
  file(): RuleTestFile {
    const fields: Fields<string> = this.root === null ? new Map() : this.fields(this.root, fileFields, 'the file');
    const evaluationIntervalMs = this.duration(fields, 'evaluation_interval', 'the file') || 60_000;
    const texts = (name: string): string[] =>
      this.items(fields.get(name), name).map((node) => this.text(new Map([[name, node]]), name) ?? '');
    const groupOrder = texts('group_eval_order');
    const repeated = groupOrder.find((name, i) => groupOrder.indexOf(name) < i);
    if (repeated !== undefined)
      this.find(startOf(fields.get('group_eval_order')), `group name repeated in evaluation order: ${repeated}`);
    return {
      ruleFiles: texts('rule_files'),
      evaluationIntervalMs,
      groupOrder,
      isFuzzy: this.text(fields, 'fuzzy_compare') === 'true',
      groups: this.items(fields.get('tests'), 'tests').map((node, i) => this.#group(node, i, evaluationIntervalMs)),
    };
  }

  #group(node: Node, place: number, evaluationIntervalMs: number): TestGroup {
    const fields = this.fields(node, groupFields, `test ${place + 1}`);
    const own = this.text(fields, 'name') ?? '';
    const name = own || `unnamed#${place}`;
    return {
      name: own,
      intervalMs: this.duration(fields, 'interval', name) || evaluationIntervalMs,
      series: this.items(fields.get('input_series'), `${name}: input_series`).flatMap((one) => this.#series(one, name)),
      alertTests: this.items(fields.get('alert_rule_test'), `${name}: alert_rule_test`).map((one) =>
        this.#alertTest(one, name),
      ),
      exprTests: this.items(fields.get('promql_expr_test'), `${name}: promql_expr_test`).map((one) =>
        this.#exprTest(one, name),
      ),
      externalLabels: this.texts(fields.get('external_labels'), name),
      externalUrl: this.text(fields, 'external_url') ?? '',
      startMs: this.#time(this.text(fields, 'start_timestamp'), fields.get('start_timestamp')),
    };
  }

  #series(node: Node, where: string): NotedSeries[] {
    const fields = this.fields(node, ['series', 'values'], where);
    const text = `${this.text(fields, 'series') ?? ''} ${this.text(fields, 'values') ?? ''}`;
    const noted = this.#attempt(node, where, () => parseSeriesNotation(text));
    if (noted === null) return [];
    if (noted.points.some(({ kind }) => kind === 'native_histogram'))
      this.find(startOf(node), `${where}: native histograms are not supported yet`);
    return [noted];
  }

  #alertTest(node: Node, where: string): AlertTest {
    const fields = this.fields(node, ['eval_time', 'alertname', 'exp_alerts'], where);
    const alertName = this.text(fields, 'alertname') ?? '';
    if (alertName === '')
      this.find(startOf(node), `${where}: an item under alert_rule_test misses required attribute alertname`);
    return {
      evalTimeMs: this.duration(fields, 'eval_time', where) ?? 0,
      alertName,
      expected: this.items(fields.get('exp_alerts'), where).map((one) => {
        const alert = this.fields(one, ['exp_labels', 'exp_annotations'], where);
        return {
          labels: { ...this.texts(alert.get('exp_labels'), where), alertname: alertName },
          annotations: this.texts(alert.get('exp_annotations'), where),
        };
      }),
    };
  }

  #exprTest(node: Node, where: string): ExprTest {
    const fields = this.fields(node, ['expr', 'eval_time', 'exp_samples'], where);
    return {
      expr: this.text(fields, 'expr') ?? '',
      evalTimeMs: this.duration(fields, 'eval_time', where) ?? 0,
      expected: this.items(fields.get('exp_samples'), where).flatMap((one) => {
        const sample = this.fields(one, ['labels', 'value', 'histogram'], where);
        if (sample.has('histogram')) this.find(startOf(one), `${where}: native histograms are not supported yet`);
        const labels = this.#attempt(one, where, () => parseSeriesLabels(this.text(sample, 'labels') ?? '{}'));
        const value = this.#attempt(one, where, () => parseSeriesNotation(`x ${this.text(sample, 'value') ?? '0'}`));
        const point = value?.points[0];
        return labels === null || point?.kind !== 'value' ? [] : [{ labels, value: point.value }];
      }),
    };
  }

  #attempt<Value>(node: Node, where: string, read: () => Value): Value | null {
    try {
      return read();
    } catch (error) {
      this.find(startOf(node), `${where}: ${(error as Error).message}`);
      return null;
    }
  }

  #time(text: string | null, node: Node | undefined): number {
    if (text === null || text === '') return 0;
    const seconds = Number(text);
    const ms = Number.isNaN(seconds) ? Date.parse(text) : 1_000 * seconds;
    if (Number.isNaN(ms)) this.find(startOf(node), `cannot parse ${JSON.stringify(text)} to a valid timestamp`);
    return ms;
  }
}
