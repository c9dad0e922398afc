import { connect } from '../../connection/connect.js';
import { findRule, type ListedRule, nameOfRule } from '../../connection/find-rule.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { labelsText, plain, timeText } from '../../output/plain.js';
import { fieldsText, printOne } from '../../output/print.js';

/** Prints one rule or rule group. */
export const run: Run = async (invocation) => {
  const rule = await findRule(await connect(invocation), invocation.args[0] as string);
  await printOne(invocation, { data: rule, text: await textOf(rule), name: nameOfRule(rule) });
  return exit.ok;
};

async function textOf(rule: ListedRule): Promise<string> {
  const { stringify } = await import('yaml');
  const common = [
    ['Name', plain(rule.name)],
    ['Kind', rule.kind],
    ['Version', String(rule.version)],
    ['Source', rule.provisioned_by ?? '-'],
    ['Created', timeText(rule.created_at)],
    ['Updated', timeText(rule.updated_at)],
  ] as const;
  const written = (value: unknown): string => plainLines(stringify(value, { lineWidth: 0 }));
  if (rule.kind === 'rule-group') return `${fieldsText(common)}\nRules:\n${written(rule.rules)}`;
  const fields = fieldsText([
    ...common,
    ['Id', rule.id],
    ['Severity', rule.severity],
    ['Category', rule.category],
    ['Status', rule.status],
    ['For', rule.for],
    ['Folder', plain(rule.folder ?? '-')],
    ['Owner', plain(rule.owner ?? '-')],
    ['Labels', plain(labelsText(rule.labels))],
    ['Description', plain(rule.description === '' ? '-' : rule.description)],
  ]);
  return `${fields}\nConditions:\n${written(rule.conditions)}`;
}

/** YAML escapes no control characters within its literals. */
const plainLines = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${plain(line)}`)
    .join('\n');
