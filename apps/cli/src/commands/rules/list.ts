import { connect } from '../../connection/connect.js';
import { type ListedRule, nameOfRule } from '../../connection/find-rule.js';
import { type Run, textOption, textsOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { timeText } from '../../output/plain.js';
import { printList } from '../../output/print.js';
import type { Column, Tone } from '../../output/table.js';

/** What is asked of rules of conditions alone; groups have nothing of the kind. */
const filters = ['status', 'severity', 'category', 'folder', 'owner'] as const;

const tones: Readonly<Record<string, Tone>> = { active: 'good', draft: 'doubtful', paused: 'doubtful' };

const columns: readonly Column<ListedRule>[] = [
  { heading: 'NAME', text: ({ name }) => name },
  { heading: 'KIND', text: ({ kind }) => kind },
  { heading: 'SEVERITY', text: (rule) => (rule.kind === 'rule' ? rule.severity : '-') },
  {
    heading: 'STATUS',
    text: (rule) => (rule.kind === 'rule' ? rule.status : '-'),
    tone: (rule) => (rule.kind === 'rule' ? (tones[rule.status] ?? null) : null),
  },
  { heading: 'RULES', text: (rule) => String(rule.kind === 'rule' ? 1 : rule.rules.length), isNumber: true },
  { heading: 'VERSION', text: ({ version }) => String(version), isNumber: true },
  { heading: 'SOURCE', text: ({ provisioned_by }) => provisioned_by ?? '-' },
  { heading: 'UPDATED', text: ({ updated_at }) => timeText(updated_at) },
  { heading: 'ID', text: (rule) => (rule.kind === 'rule' ? rule.id : '-') },
];

/** Lists rules and rule groups, by their names. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const q = textOption(invocation, 'search');
  const asked = Object.fromEntries(filters.map((name) => [name, textOption(invocation, name)]));
  const label = textsOption(invocation, 'label');
  const items: ListedRule[] = [];
  const query = { ...asked, q, limit: 500, sort: 'name', ...(label.length === 0 ? {} : { label }) } as const;
  for await (const rule of tocsin.listRules(query)) items.push({ kind: 'rule', ...rule });
  if (label.length === 0 && Object.values(asked).every((value) => value === undefined))
    for await (const group of tocsin.listRuleGroups({ q, limit: 500 })) items.push({ kind: 'rule-group', ...group });
  await printList(invocation, { items, columns, name: nameOfRule, none: 'there are no rules' });
  return exit.ok;
};
