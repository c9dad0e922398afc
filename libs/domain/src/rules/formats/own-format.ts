import { stringify } from 'yaml';
import { type AlertRule, type RuleDraft, ruleDraftOf } from '../alert-rule.js';
import {
  isFields,
  itemsOf,
  type Candidate,
  type Candidates,
  type Exported,
  type PortableRules,
} from './portable-rules.js';

/** The kinds of documents in a file of our own. */
export const documentKinds = ['rule', 'rule-group'] as const;

const defaults: Readonly<Record<string, string>> = {
  description: '""',
  status: '"active"',
  for: '"0"',
  keep_firing_for: '"0"',
  labels: '{}',
  annotations: '{}',
};

/** A rule as one writes it by hand: without what the platform would fill in itself. */
export function writtenRule(rule: AlertRule | RuleDraft): Partial<RuleDraft> {
  const { tenant_id: _tenant, ...draft } = 'id' in rule ? ruleDraftOf(rule) : rule;
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => defaults[name] !== JSON.stringify(value)));
}

const documentsOf = ({ rules, groups }: PortableRules): object[] => [
  ...rules.map((rule) => ({ kind: 'rule', ...writtenRule(rule) })),
  ...groups.map((group) => ({ kind: 'rule-group', ...group })),
];

/** Rules and rule groups as a folder that is applied has them: a document each, with its kind. Nothing is lost. */
export function writeYaml(portable: PortableRules): Exported {
  const text = documentsOf(portable)
    .map((document) => stringify(document, { lineWidth: 0 }))
    .join('---\n');
  return { type: 'application/yaml', text, losses: [] };
}

/** The same documents as a list in JSON. */
export function writeJson(portable: PortableRules): Exported {
  return { type: 'application/json', text: `${JSON.stringify(documentsOf(portable), null, 2)}\n`, losses: [] };
}

/** Reads documents with their kinds: one by one, or lists of them. A rule file of Prometheus is a document, too. */
export function readOwn(documents: readonly unknown[]): Candidates {
  const candidates: Candidate[] = [];
  const refused: Candidates['refused'][number][] = [];
  documents.forEach((value, document) => {
    const placed = Array.isArray(value) ? value.map((one, i) => ({ one, path: [i] })) : [{ one: value, path: [] }];
    for (const { one, path } of placed) {
      if (one === null) continue;
      const read = candidatesIn(one, path, document);
      if (read === null)
        refused.push({
          subject: `document ${document + 1}`,
          path,
          document,
          message: `has no kind; kinds are ${documentKinds.join(', ')}`,
        });
      else candidates.push(...read);
    }
  });
  return { candidates, losses: [], refused };
}

function candidatesIn(value: unknown, path: readonly number[], document: number): Candidate[] | null {
  if (!isFields(value)) return null;
  const { kind, ...rest } = value;
  if (kind === 'rule') return [{ kind: 'rule', value: rest, path, document }];
  if (kind === 'rule-group') return [{ kind: 'group', value: rest, path, document }];
  if (kind !== undefined || !Array.isArray(value['groups'])) return null;
  return itemsOf(value['groups']).map((group, i) => ({
    kind: 'group',
    value: group,
    path: [...path, 'groups', i],
    document,
  }));
}
