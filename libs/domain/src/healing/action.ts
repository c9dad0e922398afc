import { z } from 'zod';
import { readLabelTemplate } from './label-template.js';

const name = z.string().regex(/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, 'must be a name as Kubernetes has them');

const webAddress = z.url({ protocol: /^https?$/, error: 'must begin with https:// or http://' });

/** What can be done, with fields that name targets as `field` makes them of what such a name must be. */
function actionSchemaOf(field: (strict: z.ZodString) => z.ZodType<string>) {
  const named = field(name);
  const workload = z.strictObject({
    namespace: named,
    kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']),
    name: named,
  });
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('kubernetes_restart'), workload }),
    z.strictObject({ kind: z.literal('kubernetes_scale'), workload, replicas: z.int().min(0).max(10_000) }),
    z.strictObject({ kind: z.literal('kubernetes_roll_back'), workload }),
    z.strictObject({ kind: z.literal('kubernetes_cordon'), node: z.strictObject({ name: named }) }),
    z.strictObject({ kind: z.literal('kubernetes_evict'), pod: z.strictObject({ namespace: named, name: named }) }),
    z.strictObject({ kind: z.literal('kubernetes_patch'), workload, patch: z.record(z.string(), z.json()) }),
    z.strictObject({ kind: z.literal('kubernetes_job'), namespace: named, cron_job: named }),
    z.strictObject({
      kind: z.literal('docker_restart'),
      container: z.strictObject({ name: field(z.string().min(1).max(253)) }),
    }),
    z.strictObject({
      kind: z.literal('aws_reboot_instance'),
      instance: z.strictObject({ id: field(z.string().min(1).max(64)) }),
    }),
    z.strictObject({
      kind: z.literal('aws_scale_group'),
      group: z.strictObject({ name: field(z.string().min(1).max(255)) }),
      capacity: z.int().min(0).max(10_000),
    }),
    z.strictObject({ kind: z.literal('webhook'), url: webAddress, body: z.record(z.string(), z.json()) }),
  ]);
}

/**
 * What can be done to the world, by kind. `workload`, `pod`, `node`, `container`, `instance` and `group` name the target;
 * everything that is there to be chosen is in the action, so that the hash of a plan covers it.
 */
export const HealingActionSchema = actionSchemaOf((strict) => strict);
export type HealingAction = z.infer<typeof HealingActionSchema>;
export type Workload = Extract<HealingAction, { kind: 'kubernetes_restart' }>['workload'];

/** Longest name with templates in it: what it names is shorter. */
const TEMPLATE_LENGTH_MAX = 1_024;

/** An action whose names may hold labels of the alert, such as `{{ $labels.deployment }}`; nothing else of it may. */
export const ActionTemplateSchema = actionSchemaOf((strict) =>
  z
    .string()
    .max(TEMPLATE_LENGTH_MAX)
    .superRefine((text, context) => {
      const read = readLabelTemplate(text);
      if (read.kind === 'refused') context.addIssue({ code: 'custom', message: read.message });
      else
        for (const { message } of strict.safeParse(read.filledWith(() => 'x')).error?.issues ?? [])
          context.addIssue({ code: 'custom', message });
    })
    .meta({ examples: ['{{ $labels.deployment }}'] }),
);
export type ActionTemplate = z.infer<typeof ActionTemplateSchema>;
