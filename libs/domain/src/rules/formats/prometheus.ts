import { stringify } from 'yaml';
import type { RuleGroupDraft } from '../../groups/rule-group-document.js';
import type { RuleDraft } from '../alert-rule.js';
import { alertingRuleOf, plainAlertOf } from './alerting-rules.js';
import {
  type Candidate,
  type Candidates,
  type Exported,
  type Fields,
  isFields,
  itemsOf,
  type Loss,
  type PortableRules,
  textOf,
} from './portable-rules.js';

/** The group of rules that are in no folder. */
const GROUP_DEFAULT = 'rules';
const CRD_API_VERSION = 'monitoring.coreos.com/v1';
const CRD_KIND = 'PrometheusRule';

/** Rules and rule groups as a rule file of Prometheus. */
export function writePrometheus(portable: PortableRules): Exported {
  const { groups, losses } = groupsOf(portable);
  return { type: 'application/yaml', text: stringify({ groups }, { lineWidth: 0 }), losses };
}

/** The same as a resource of the Prometheus operator. */
export function writePrometheusRule(portable: PortableRules): Exported {
  const { groups, losses } = groupsOf(portable);
  const metadata = { name: 'tocsin-rules', labels: { 'app.kubernetes.io/managed-by': 'tocsin' } };
  const resource = { apiVersion: CRD_API_VERSION, kind: CRD_KIND, metadata, spec: { groups } };
  return { type: 'application/yaml', text: stringify(resource, { lineWidth: 0 }), losses };
}

function groupsOf({ rules, groups }: PortableRules): { groups: RuleGroupDraft[]; losses: Loss[] } {
  const losses: Loss[] = [];
  const alerts = new Map<string, { key: string; interval: string | undefined; rules: RuleGroupDraft['rules'] }>();
  for (const rule of rules) {
    const { alert, losses: own } = plainAlertOf(rule);
    losses.push(...own);
    if (alert === null) continue;
    if (rule.status === 'paused') {
      losses.push({ subject: rule.name, what: 'rule', why: 'is paused, and what stands in a rule file is evaluated' });
      continue;
    }
    const name = groupNameOf(rule);
    const group = alerts.get(name) ?? { key: name, interval: rule.interval, rules: [] };
    group.rules.push(alertingRuleOf(alert));
    alerts.set(name, group);
    if (rule.folder !== undefined)
      losses.push({ subject: rule.name, what: 'folder', why: 'is the name of its group there' });
  }
  const taken = new Set(groups.map(({ name }) => name));
  const made = [...alerts.values()].map(({ key, interval, rules: own }): RuleGroupDraft => {
    const name = freeName(key, taken);
    return { name, ...(interval === undefined ? {} : { interval }), rules: own };
  });
  return { groups: [...groups, ...made], losses };
}

/** Rules of a group are evaluated at the same times, so those of different intervals have different groups. */
const groupNameOf = ({ folder = GROUP_DEFAULT, interval }: RuleDraft): string =>
  interval === undefined ? folder : `${folder} every ${interval}`;

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${name} (${n})`;
  taken.add(free);
  return free;
}

/** The groups of a rule file; each is checked by whoever takes it. */
export function readPrometheus(documents: readonly unknown[]): Candidates {
  const candidates: Candidate[] = [];
  const refused: Candidates['refused'][number][] = [];
  documents.forEach((value, document) => {
    const groups = isFields(value) ? value['groups'] : undefined;
    if (!Array.isArray(groups) && value !== null)
      refused.push({ subject: 'the file', path: [], document, message: 'has no list groups' });
    itemsOf(groups).forEach((group, i) =>
      candidates.push({ kind: 'group', value: group, path: ['groups', i], document }),
    );
  });
  return { candidates, losses: [], refused };
}

/** The groups of PrometheusRule resources; of what else stands in the file nothing is taken, and that is told. */
export function readPrometheusRule(documents: readonly unknown[]): Candidates {
  const resources = documents.flatMap((value, document) => resourcesIn(value).map((one) => ({ ...one, document })));
  const candidates: Candidate[] = [];
  const losses: Loss[] = [];
  const refused: Candidates['refused'][number][] = [];
  for (const { value, path, document } of resources) {
    const subject = subjectOf(value);
    if (value['kind'] !== CRD_KIND) {
      losses.push({
        subject,
        what: textOf(value['kind']) ?? 'kind',
        why: `is no ${CRD_KIND}, and nothing of it is taken`,
      });
      continue;
    }
    const spec = isFields(value['spec']) ? value['spec'] : {};
    if (!Array.isArray(spec['groups'])) refused.push({ subject, path, document, message: 'has no list spec.groups' });
    itemsOf(spec['groups']).forEach((group, i) => {
      const at = [...path, 'spec', 'groups', i];
      if (isFields(group) && 'partial_response_strategy' in group) {
        const { partial_response_strategy: _strategy, ...rest } = group;
        losses.push({ subject, what: 'partial_response_strategy', why: 'is of Thanos, and has no meaning here' });
        candidates.push({ kind: 'group', value: rest, path: at, document });
      } else candidates.push({ kind: 'group', value: group, path: at, document });
    });
  }
  return { candidates, losses, refused };
}

/** Resources stand alone or in lists, as `kubectl get -o yaml` writes them. */
function resourcesIn(value: unknown): { value: Fields; path: readonly (string | number)[] }[] {
  if (!isFields(value)) return [];
  if (!Array.isArray(value['items'])) return [{ value, path: [] }];
  return value['items'].flatMap((item, i) => (isFields(item) ? [{ value: item, path: ['items', i] }] : []));
}

function subjectOf({ metadata }: Fields): string {
  const { namespace, name } = isFields(metadata) ? metadata : {};
  return [textOf(namespace), textOf(name)].filter((part) => part !== undefined).join('/') || 'resource';
}
