import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { timeText } from '../../output/plain.js';
import { printList } from '../../output/print.js';
import type { Column } from '../../output/table.js';

type HealingRun = Schema<'HealingRunSummary'>;

const columns: readonly Column<HealingRun>[] = [
  { heading: 'PLAYBOOK', text: ({ playbook_name, playbook_id }) => playbook_name ?? playbook_id },
  {
    heading: 'STATE',
    text: ({ state }) => state,
    tone: ({ state }) =>
      state === 'awaiting_approval' || state === 'unknown' ? 'doubtful' : state === 'failed' ? 'bad' : null,
  },
  { heading: 'ALERT', text: ({ alert_name }) => alert_name ?? '-' },
  { heading: 'TARGETS', text: ({ targets }) => targets.join(' ') },
  { heading: 'CREATED', text: ({ created_at }) => timeText(created_at) },
  { heading: 'ENDED', text: ({ ended_at }) => timeText(ended_at) },
  { heading: 'ID', text: ({ id }) => id },
];

/** Lists runs of playbooks; without those that are over, unless they are asked for. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const state = textOption(invocation, 'state') as HealingRun['state'] | undefined;
  const isOpen = state === undefined && invocation.options['all'] !== true;
  const items = await Array.fromAsync(
    tocsin.listHealingRuns({ limit: 500, state, ...(isOpen ? { open: 'true' } : {}) }),
  );
  const { data: switches } = await tocsin.getHealingSwitch();
  for (const { by, reason } of switches.switches)
    invocation.surroundings.err.write(`healing is switched off by ${by}: ${reason}\n`);
  await printList(invocation, { items, columns, name: ({ id }) => `run/${id}`, none: 'there are no such runs' });
  return exit.ok;
};
