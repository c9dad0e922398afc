import { z } from 'zod';
import { LabelsSchema } from '../rules/labels.js';

/** Most rules of one file, those of templates among them; a team with more keeps several files. */
export const RULES_MAX = 200;
/** Most scenarios of one file; each is evaluated when the file is tried. */
export const SCENARIOS_MAX = 400;
/** Longest file in characters; the examples have some six thousand. */
export const CONFIGURATION_LENGTH_MAX = 512 * 1024;

const TextSchema = z.string().max(4_000);
/** A single point, such as 5, is a number to YAML. */
const PointsSchema = z.union([z.string().max(20_000), z.number().transform(String)]);
const SeriesSchema = z.record(z.string().min(1).max(2_000), PointsSchema);

/** What must come of a rule, as a file says it; see `RuleScenario`. */
export const ConfigurationScenarioSchema = z.strictObject({
  rule: z.string().min(1).max(200).meta({ description: 'The name of a rule of this file.' }),
  every: z.string().max(32).optional(),
  series: SeriesSchema,
  at: z.string().max(32),
  alerts: z.array(z.string().max(2_000)).max(100),
});

/** A team's rules as one file: uses of templates, rules of its own, and what must come of them. */
export const ConfigurationSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: TextSchema.default(''),
  templates: z
    .array(
      z.strictObject({
        template: z.string().max(100),
        name: z.string().max(200).optional(),
        parameters: z.unknown().optional(),
        labels: LabelsSchema.optional(),
      }),
    )
    .max(RULES_MAX)
    .default([]),
  rules: z.array(z.unknown()).max(RULES_MAX).default([]),
  scenarios: z.array(ConfigurationScenarioSchema).max(SCENARIOS_MAX).default([]),
});
export type Configuration = z.infer<typeof ConfigurationSchema>;
