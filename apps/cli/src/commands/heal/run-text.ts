import type { Schema } from '@tocsin/client/call';
import { plain, timeText } from '../../output/plain.js';
import { fieldsText } from '../../output/print.js';

/** A run as people read it before they decide about it. */
export function textOfRun({
  id,
  state,
  reason,
  plan,
  plan_hash,
  approvals,
  created_at,
  ended_at,
}: Schema<'HealingRun'>): string {
  const fields = fieldsText([
    ['Playbook', plain(`${plan.playbook_name}, version ${plan.playbook_version}`)],
    ['State', state],
    ['Reason', plain(reason)],
    ['Alert', plain(plan.trigger.rule_name)],
    ['Approvals', approvals.length === 0 ? 'none' : plain(approvals.map(({ by }) => by.subject).join(', '))],
    ['Created', timeText(created_at)],
    ['Ended', timeText(ended_at)],
    ['Plan hash', plan_hash],
    ['Id', id],
  ]);
  const steps = plan.steps.map(({ name, actions }, i) => {
    const what = actions.map((action) => `    ${plain(JSON.stringify(action))}`);
    return [`  ${i + 1}. ${plain(name)}`, ...what].join('\n');
  });
  return [fields, 'Plan:', ...steps].join('\n');
}
