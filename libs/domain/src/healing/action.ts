import { z } from 'zod';

const name = z.string().regex(/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, 'must be a name as Kubernetes has them');
const WorkloadSchema = z.strictObject({
  namespace: name,
  kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']),
  name,
});
export type Workload = z.infer<typeof WorkloadSchema>;
const PodSchema = z.strictObject({ namespace: name, name });
const NodeSchema = z.strictObject({ name });
const ContainerSchema = z.strictObject({ name: z.string().min(1).max(253) });

/**
 * What can be done to the world, by kind. `workload`, `pod`, `node`, `container`, `instance` and `group` name the target;
 * everything that is there to be chosen is in the action, so that the hash of a plan covers it.
 */
export const HealingActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kubernetes_restart'), workload: WorkloadSchema }),
  z.strictObject({
    kind: z.literal('kubernetes_scale'),
    workload: WorkloadSchema,
    replicas: z.int().min(0).max(10_000),
  }),
  z.strictObject({ kind: z.literal('kubernetes_roll_back'), workload: WorkloadSchema }),
  z.strictObject({ kind: z.literal('kubernetes_cordon'), node: NodeSchema }),
  z.strictObject({ kind: z.literal('kubernetes_evict'), pod: PodSchema }),
  z.strictObject({
    kind: z.literal('kubernetes_patch'),
    workload: WorkloadSchema,
    patch: z.record(z.string(), z.json()),
  }),
  z.strictObject({ kind: z.literal('kubernetes_job'), namespace: name, cron_job: name }),
  z.strictObject({ kind: z.literal('docker_restart'), container: ContainerSchema }),
  z.strictObject({
    kind: z.literal('aws_reboot_instance'),
    instance: z.strictObject({ id: z.string().min(1).max(64) }),
  }),
  z.strictObject({
    kind: z.literal('aws_scale_group'),
    group: z.strictObject({ name: z.string().min(1).max(255) }),
    capacity: z.int().min(0).max(10_000),
  }),
  z.strictObject({ kind: z.literal('webhook'), url: z.url(), body: z.record(z.string(), z.json()) }),
]);
export type HealingAction = z.infer<typeof HealingActionSchema>;
