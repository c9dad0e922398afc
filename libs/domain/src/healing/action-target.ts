import type { Json } from '../ledger/canonical-json.js';
import type { HealingAction } from './action.js';
import { readLabelTemplate } from './label-template.js';

/**
 * The name of what an action is done to, by which budgets, cooldowns and runs under way know it. Actions of several kinds
 * on the same thing have the same name. Of an action that is a template it is one, too.
 */
export function targetOf(action: HealingAction): string {
  switch (action.kind) {
    case 'kubernetes_restart':
    case 'kubernetes_scale':
    case 'kubernetes_roll_back':
    case 'kubernetes_patch': {
      const { namespace, kind, name } = action.workload;
      return `kubernetes/${namespace}/${kind}/${name}`;
    }
    case 'kubernetes_cordon':
      return `kubernetes/Node/${action.node.name}`;
    case 'kubernetes_evict':
      return `kubernetes/${action.pod.namespace}/Pod/${action.pod.name}`;
    case 'kubernetes_job':
      return `kubernetes/${action.namespace}/CronJob/${action.cron_job}`;
    case 'docker_restart':
      return `docker/${action.container.name}`;
    case 'aws_reboot_instance':
      return `aws/instance/${action.instance.id}`;
    case 'aws_scale_group':
      return `aws/group/${action.group.name}`;
    case 'webhook':
      return `webhook/${nameOfAddress(action.url)}${placesOf(action.body)}`;
  }
}

/** A password has no place in a name that is told and recorded; braces are those of places for labels alone. */
const nameOfAddress = (url: string): string =>
  url
    .replace(/^(https?:\/\/)[^/?#]*@/i, '$1')
    .replaceAll('{', '%7B')
    .replaceAll('}', '%7D');

/** What one address is asked to touch differs by the labels that are sent: hosts of which each has its own budget. */
function placesOf(body: Json): string {
  const labels = [...new Set(labelsIn(body))].sort();
  return labels.length === 0 ? '' : `#${labels.map((label) => `${label}={{ $labels.${label} }}`).join(',')}`;
}

function labelsIn(value: Json): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap((field) => labelsIn(field));
  const read = typeof value === 'string' ? readLabelTemplate(value) : null;
  return read?.kind === 'template' ? read.labels : [];
}

const memberKinds: ReadonlySet<HealingAction['kind']> = new Set([
  'kubernetes_evict',
  'kubernetes_cordon',
  'docker_restart',
  'aws_reboot_instance',
]);

/** Whether the target is one member of a group, so that others of the same group may be touched beside it. */
export const isMemberAction = ({ kind }: HealingAction): boolean => memberKinds.has(kind);
