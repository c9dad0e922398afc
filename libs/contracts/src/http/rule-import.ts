import { type RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { pathText } from '@tocsin/domain/rules/finding';
import { candidatesOf, type ImportFormatName, scalarsOf } from '@tocsin/domain/rules/formats/config-exporter';
import { type Candidate, isFields, itemsOf, type Loss, textOf } from '@tocsin/domain/rules/formats/portable-rules';
import { SourceDocuments } from '@tocsin/domain/rules/formats/source-documents';
import { unstorableText } from '../storable-text.js';
import { readRuleGroup } from './rule-group-body.js';

/** One thing that is wrong in a file: of which rule, what, and where; line and column are counted from 1. */
export interface ImportFinding {
  readonly subject: string;
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What a file of rules holds: what can be taken, what cannot, and what is not taken over as it was. */
export interface RuleImport {
  readonly rules: readonly RuleDraft[];
  readonly groups: readonly RuleGroupDraft[];
  readonly findings: readonly ImportFinding[];
  /** How many rules cannot be taken. */
  readonly refused: number;
  readonly losses: readonly Loss[];
}

type Path = readonly (string | number)[];

/** Reads a file of rules. A rule that is wrong spoils no other, not even one of its own group. */
export function readRuleImport(text: string, format: ImportFormatName): RuleImport {
  const read = SourceDocuments.read(text, scalarsOf(format));
  if (read.kind === 'refused') {
    const { message, place } = read;
    return {
      rules: [],
      groups: [],
      findings: [{ subject: 'the file', path: '', message, ...place }],
      refused: 1,
      losses: [],
    };
  }
  const reader = new RuleImportReader(read.source);
  const { candidates, losses, refused } = candidatesOf(read.source.values, format);
  for (const { subject, path, document, message } of refused)
    reader.refuse(subject, document, path, [{ path: [], message }]);
  for (const candidate of candidates) reader.take(candidate);
  return { ...reader.taken(), losses: losses.filter(({ subject }) => !reader.refusedSubjects.has(subject)) };
}

class RuleImportReader {
  readonly refusedSubjects = new Set<string>();
  readonly #rules: RuleDraft[] = [];
  readonly #groups = new Map<string, RuleGroupDraft>();
  readonly #findings: ImportFinding[] = [];
  #refused = 0;

  constructor(private readonly source: SourceDocuments) {}

  taken() {
    const groups = [...this.#groups.values()];
    return { rules: this.#rules, groups, findings: this.#findings, refused: this.#refused };
  }

  take(candidate: Candidate): void {
    if (candidate.kind === 'rule') this.#takeRule(candidate);
    else this.#takeGroup(candidate);
  }

  /** Tells what is wrong with one rule, or with several that stand and fall together. */
  refuse(
    subject: string,
    document: number,
    at: Path,
    faults: readonly { path: Path; message: string }[],
    count = 1,
  ): void {
    this.#refused += count;
    this.refusedSubjects.add(subject);
    for (const { path, message } of faults) {
      const whole = [...at, ...path];
      this.#findings.push({ subject, path: pathText(whole), message, ...this.source.placeOf(document, whole) });
    }
  }

  #takeRule({ value, path, document }: Candidate): void {
    const subject = (isFields(value) ? textOf(value['name']) : undefined) ?? 'a rule without a name';
    const validated = validateRuleDraft(value);
    const unstorable = validated.kind === 'valid' ? unstorableText(validated.draft) : null;
    if (unstorable !== null) {
      const message = 'holds U+0000, or half of a character, which cannot be kept';
      this.refuse(subject, document, path, [{ path: unstorable, message }]);
      return;
    }
    if (validated.kind === 'valid') {
      this.#rules.push(validated.draft);
      return;
    }
    const errors = validated.findings.filter(({ severity }) => severity === 'error');
    const faults = errors.map((one) => ({ path: pathOf(one.path), message: `${one.path} ${one.message}. ${one.fix}` }));
    this.refuse(subject, document, path, faults);
  }

  #takeGroup({ value, path, document }: Candidate): void {
    const name = (isFields(value) ? textOf(value['name']) : undefined) ?? '';
    const rules = isFields(value) ? itemsOf(value['rules']) : [];
    const frame = isFields(value) && Array.isArray(value['rules']) ? { ...value, rules: [] } : value;
    const faults = faultsOf(frame, name);
    if (this.#groups.has(name)) faults.push({ path: ['name'], message: 'is the name of a group before it, too' });
    if (faults.length > 0) {
      this.refuse(name === '' ? 'a group without a name' : name, document, path, faults, Math.max(1, rules.length));
      return;
    }
    const sound = rules.filter((rule, i) => {
      const found = faultsOf({ ...(value as object), rules: [rule] }, name);
      const at = [...path, 'rules', i];
      if (found.length > 0)
        this.refuse(
          subjectOf(rule, name),
          document,
          at,
          found.map((fault) => inItsPlace(fault, name, i)),
        );
      return found.length === 0;
    });
    const read = readRuleGroup({ json: { ...(value as object), rules: sound } }, name);
    if (read.kind === 'read') for (const group of read.groups) this.#groups.set(name, group);
    else this.refuse(name, document, path, faultsOf({ ...(value as object), rules: sound }, name), sound.length);
  }
}

/** What is wrong with a group by itself, as it would be put. */
function faultsOf(value: unknown, name: string): { path: Path; message: string }[] {
  const read = readRuleGroup({ json: value }, name);
  if (read.kind === 'read') return [];
  if (read.kind === 'too_large')
    return [{ path: [], message: `takes ${read.bytes} bytes, more than ${read.bytesMax}; split it up` }];
  return read.findings.map(({ path, message }) => ({ path: pathOf(path), message }));
}

/** A rule that was checked alone in its group stands in its own place, and is counted from there. */
function inItsPlace({ path, message }: { path: Path; message: string }, group: string, place: number) {
  const [alone, own] = [1, place + 1].map((number) => `group ${JSON.stringify(group)}, rule ${number}`) as [
    string,
    string,
  ];
  return {
    path: path[0] === 'rules' ? path.slice(2) : path,
    message: message.startsWith(alone) ? `${own}${message.slice(alone.length)}` : message,
  };
}

function subjectOf(rule: unknown, group: string): string {
  const name = isFields(rule) ? (textOf(rule['alert']) ?? textOf(rule['record'])) : undefined;
  return `${group}/${name ?? 'a rule without a name'}`;
}

/** The steps of a path as findings write it. */
const pathOf = (text: string): Path =>
  (text.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
