import { isMap, LineCounter, parseDocument, visit } from 'yaml';
import { LOOK_BACK_MS_MAX } from '../groups/limits.js';
import { parseSeriesLabels, parseSeriesNotation } from '../rule-tests/series-notation.js';
import type { RuleDraft } from '../rules/alert-rule.js';
import { validateRuleDraft } from '../rules/config-validator.js';
import { parseDurationMs } from '../rules/duration.js';
import { error, type Finding, pathText, schemaFindings, valueAt, warning } from '../rules/finding.js';
import { AlertRuleTemplates } from './alert-rule-templates.js';
import { type Configuration, CONFIGURATION_LENGTH_MAX, ConfigurationSchema, RULES_MAX } from './configuration.js';
import { draftRule } from './draft-rule.js';
import { playScenario, type RuleScenario } from './rule-scenario.js';

export type ConfigurationValidation =
  | {
      readonly kind: 'valid';
      readonly name: string;
      readonly description: string;
      /** Rules of templates first, in the order of the file. */
      readonly drafts: readonly RuleDraft[];
      readonly scenarios: Configuration['scenarios'];
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding[] };

/** Checks a file of rules as a whole: its structure, each rule, and what they say together. */
export const ConfigurationValidator = {
  /** @param text - YAML, or JSON, which is YAML too */
  validateText(text: string): ConfigurationValidation {
    const read = readYaml(text);
    return 'finding' in read ? { kind: 'invalid', findings: [read.finding] } : this.validate(read.value);
  },

  /** @param input - parsed YAML or JSON from outside */
  validate(input: unknown): ConfigurationValidation {
    const parsed = ConfigurationSchema.safeParse(input);
    if (!parsed.success) {
      const findings = parsed.error.issues.flatMap((issue) =>
        schemaFindings(issue, valueAt(input, issue.path), issue.path),
      );
      return { kind: 'invalid', findings };
    }
    const { name, description, scenarios } = parsed.data;
    const placed = [...ofTemplates(parsed.data), ...ofOwn(parsed.data)];
    const drafts = placed.flatMap(({ draft }) => (draft === null ? [] : [draft]));
    const findings = [
      ...placed.flatMap((one) => one.findings),
      ...togetherFindings(placed),
      ...scenarioFindings(parsed.data, drafts),
    ];
    if (findings.some(({ severity }) => severity === 'error')) return { kind: 'invalid', findings };
    return { kind: 'valid', name, description, drafts, scenarios, warnings: findings };
  },
} as const;

/** What did not come out as a valid configuration's scenarios say: the place of each, and what happened instead. */
export function playConfiguration({
  drafts,
  scenarios,
}: Extract<ConfigurationValidation, { kind: 'valid' }>): Finding[] {
  return scenarios.flatMap(({ rule, ...scenario }, i) => {
    const draft = drafts.find(({ name }) => name === rule);
    const found = draft === undefined ? 'names no rule' : playScenario(draft, scenarioOf(scenario));
    if (found === null) return [];
    return [error(`scenarios[${i}]`, 'scenario_failed', `of "${rule}": ${found}`, 'Change the rule or the scenario.')];
  });
}

function scenarioOf({ every, ...scenario }: Omit<Configuration['scenarios'][number], 'rule'>): RuleScenario {
  return { ...scenario, ...(every === undefined ? {} : { every }) };
}

interface PlacedDraft {
  readonly path: string;
  /** Null where it is none. */
  readonly draft: RuleDraft | null;
  readonly findings: readonly Finding[];
}

const within = (path: string, findings: readonly Finding[]): Finding[] =>
  findings.map((finding) => ({ ...finding, path: finding.path === '' ? path : `${path}.${finding.path}` }));

function ofTemplates({ templates }: Configuration): PlacedDraft[] {
  return templates.map(({ template: id, name, parameters, labels }, i): PlacedDraft => {
    const path = `templates[${i}]`;
    const template = AlertRuleTemplates.get(id);
    if (template === null) {
      const fix = 'Use an id of docs/rule-templates.md, or of GET /api/rule-templates.';
      return { path, draft: null, findings: [error(`${path}.template`, 'unknown_template', 'is no template', fix)] };
    }
    const drafted = draftRule(template, {
      ...(parameters === undefined ? {} : { parameters }),
      ...(name === undefined ? {} : { name }),
      ...(labels === undefined ? {} : { labels }),
    });
    if (drafted.kind === 'refused') return { path, draft: null, findings: within(path, drafted.findings) };
    // The runbook of a template is linked when the rule is made, where the address of the platform is known.
    const warnings = drafted.warnings.filter(({ code }) => code !== 'no_runbook');
    return { path, draft: drafted.draft, findings: within(path, warnings) };
  });
}

function ofOwn({ rules }: Configuration): PlacedDraft[] {
  return rules.map((rule, i): PlacedDraft => {
    const path = `rules[${i}]`;
    const validated = validateRuleDraft(rule);
    if (validated.kind === 'invalid') return { path, draft: null, findings: within(path, validated.findings) };
    return { path, draft: validated.draft, findings: within(path, validated.warnings) };
  });
}

/** What is wrong with rules beside each other that is right with each alone. */
function togetherFindings(placed: readonly PlacedDraft[]): Finding[] {
  const findings: Finding[] = [];
  if (placed.length === 0)
    findings.push(error('', 'empty', 'holds no rule', 'Use a template under `templates`, or write a rule.'));
  if (placed.length > RULES_MAX)
    findings.push(error('', 'too_many', `holds ${placed.length} rules, more than ${RULES_MAX}`, 'Split the file.'));
  const byName = new Map<string, string>();
  const byMeaning = new Map<string, string>();
  for (const { path, draft } of placed) {
    if (draft === null) continue;
    const named = byName.get(draft.name);
    if (named !== undefined)
      findings.push(
        error(`${path}.name`, 'name_taken', `is that of ${named}, too`, 'Give each rule a name of its own.'),
      );
    byName.set(draft.name, path);
    const meaning = JSON.stringify([draft.conditions, draft.labels, draft.for]);
    const same = byMeaning.get(meaning);
    if (same !== undefined)
      findings.push(
        warning(path, 'same_rule', `says what ${same} says`, 'Take one of the two out; both would tell of each alert.'),
      );
    byMeaning.set(meaning, path);
  }
  return findings;
}

function scenarioFindings({ scenarios }: Configuration, drafts: readonly RuleDraft[]): Finding[] {
  return scenarios.flatMap(({ rule, every = '1m', series, at, alerts }, i): Finding[] => {
    const path = `scenarios[${i}]`;
    const findings: Finding[] = [];
    if (!drafts.some(({ name }) => name === rule))
      findings.push(
        error(`${path}.rule`, 'unknown_rule', `"${rule}" is no rule of this file`, 'Name one of its rules.'),
      );
    for (const [field, text] of Object.entries({ every, at })) {
      const ms = parseDurationMs(text);
      if (ms === null || ms === 0 || ms > LOOK_BACK_MS_MAX)
        findings.push(
          error(`${path}.${field}`, 'invalid', 'is no duration up to 8d', 'Write a duration such as "5m".'),
        );
    }
    for (const [labels, points] of Object.entries(series)) {
      const message = problemOf(() => parseSeriesNotation(`${labels} ${points}`));
      if (message !== null)
        findings.push(error(pathText([path, 'series', labels]), 'invalid', message, 'Write it as promtool does.'));
    }
    alerts.forEach((text, place) => {
      const message = problemOf(() => parseSeriesLabels(text));
      if (message !== null)
        findings.push(error(`${path}.alerts[${place}]`, 'invalid', message, 'Write labels such as {instance="a"}.'));
    });
    return findings;
  });
}

function problemOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

/** Reads YAML without anchors, which could grow without end, and without names that would reach a prototype. */
function readYaml(text: string): { readonly value: unknown } | { readonly finding: Finding } {
  if (text.length > CONFIGURATION_LENGTH_MAX) {
    const message = `has ${text.length} characters, more than ${CONFIGURATION_LENGTH_MAX}`;
    return { finding: error('', 'too_large', message, 'Split the file.') };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    return { finding: error('', 'no_yaml', `${line}:${col}: ${broken.message}`, 'Mend the YAML there.') };
  }
  let refused: string | null = null;
  visit(document, {
    Alias: () => void (refused = 'holds an alias'),
    // Points such as 0x9, nine zeros more, are hexadecimal numbers to YAML and nobody else.
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'number' && /^0[xo]/.test(scalar.source ?? '')) scalar.value = scalar.source;
    },
    Map: (_, map) => {
      for (const { key } of map.items)
        if (['__proto__', 'constructor', 'prototype'].includes(String(key))) refused = `holds the key ${String(key)}`;
    },
  });
  if (refused !== null) return { finding: error('', 'not_allowed', refused, 'Write out what is meant.') };
  if (!isMap(document.contents))
    return { finding: error('', 'wrong_type', 'is no map', 'Begin with `name:` and `templates:`.') };
  return { value: document.toJS({ maxAliasCount: 0 }) };
}
