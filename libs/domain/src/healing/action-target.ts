import type { HealingAction } from './action.js';

/**
 * The name of what an action is done to, by which budgets, cooldowns and runs under way know it. Actions of several kinds
 * on the same thing have the same name.
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
      return `webhook/${action.url}`;
  }
}

const memberKinds: ReadonlySet<HealingAction['kind']> = new Set([
  'kubernetes_evict',
  'kubernetes_cordon',
  'docker_restart',
  'aws_reboot_instance',
]);

/** Whether the target is one member of a group, so that others of the same group may be touched beside it. */
export const isMemberAction = ({ kind }: HealingAction): boolean => memberKinds.has(kind);
