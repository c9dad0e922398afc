import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import { findRule } from '../../connection/find-rule.js';
import { type Invocation, type Run, textOption, textsOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { labelsText, timeText } from '../../output/plain.js';
import { printList } from '../../output/print.js';
import type { Column, Tone } from '../../output/table.js';

type Alert = Schema<'ListedAlert'>;
type Asked = { state?: 'pending' | 'firing' | 'resolved'; severity?: Schema<'AlertSeverity'> };

const tones: Readonly<Record<string, Tone>> = { firing: 'bad', pending: 'doubtful', resolved: 'good' };

const columns: readonly Column<Alert>[] = [
  { heading: 'RULE', text: ({ rule_name }) => rule_name },
  { heading: 'STATE', text: ({ state }) => state, tone: ({ state }) => tones[state] ?? null },
  { heading: 'TOLD', text: ({ status }) => toldText(status) },
  { heading: 'SEVERITY', text: ({ severity }) => severity },
  { heading: 'VALUE', text: ({ value }) => (value === null ? '-' : String(value)), isNumber: true },
  { heading: 'SINCE', text: ({ fired_at, started_at }) => timeText(fired_at ?? started_at) },
  { heading: 'LABELS', text: ({ labels }) => labelsText(labels) },
  { heading: 'ID', text: ({ id }) => id },
];

/** Whether anybody is told, and if not, why. */
function toldText({
  state,
  silenced_by,
  inhibited_by,
  muted_by,
  acknowledged_by,
  snoozed_by,
  has_receiver,
}: Alert['status']): string {
  if (silenced_by.length > 0) return 'silenced';
  if (inhibited_by.length > 0) return 'inhibited';
  if (muted_by.length > 0) return 'muted';
  if (snoozed_by !== null) return 'snoozed';
  if (acknowledged_by !== null) return 'acknowledged';
  if (state === 'unprocessed') return '-';
  return has_receiver ? 'yes' : 'no receiver';
}

/** Lists alerts. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const rule = textOption(invocation, 'rule');
  const found = rule === undefined ? null : await findRule(tocsin, rule);
  const rule_id = found === null ? undefined : found.kind === 'rule' ? found.id : found.name;
  const label = textsOption(invocation, 'label');
  const asked = { ...askedOf(invocation), rule_id, limit: 500, ...(label.length === 0 ? {} : { label }) };
  const items = await Array.fromAsync(tocsin.listAlerts(asked));
  await printList(invocation, { items, columns, name: ({ id }) => `alert/${id}`, none: 'there are no such alerts' });
  return exit.ok;
};

const askedOf = (invocation: Invocation): Asked =>
  Object.fromEntries(
    ['state', 'severity'].flatMap((name) => {
      const value = textOption(invocation, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
