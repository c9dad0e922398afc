import { z } from 'zod';

/** Sizes of the dimensions; the first is the batch. */
const shape = z.tuple([z.literal('batch')], z.int().min(1));
const tensor = z.object({ name: z.string().min(1), shape });
const file = z.object({
  /** Within the version's folder. */
  file: z.string().regex(/^[a-z0-9-]+\.(?:onnx|json)$/),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A graph of one step of training: its batch, and where each parameter's bytes lie in the fp32 file. */
const trainStep = z.object({
  batch: z.array(z.object({ name: z.string().min(1), shape: z.array(z.int().min(1)).min(2) })).min(1),
  parameters: z
    .array(z.object({ name: z.string().min(1), shape: z.array(z.int().min(1)).min(1), offset: z.int().min(0) }))
    .min(1),
});

/** What the registry reads of a card; people read more in it. */
const modelCard = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  /** The version that it was trained further from. */
  trainedFrom: z.string().min(1).optional(),
  inputs: z.array(tensor).min(1),
  output: tensor,
  files: z.object({ fp32: file, int8: file.optional(), trainStep: file.optional(), checks: file }),
  trainStep: trainStep.optional(),
});

export type ModelCard = z.infer<typeof modelCard>;
export type CardTrainStep = z.infer<typeof trainStep>;
export type CardTensor = z.infer<typeof tensor>;
export type CardFile = z.infer<typeof file>;

/** Windows with what the network answered in training; how far a served model may be from it. */
const modelChecks = z.object({
  count: z.int().min(1),
  inputs: z.record(z.string(), z.array(z.number())),
  output: z.array(z.number()),
  largestDifference: z.object({ fp32: z.number().min(0), int8: z.number().min(0) }),
});

export type ModelChecks = z.infer<typeof modelChecks>;

/** How exactly weights are kept: as they were trained, or in 8 bits, which is faster. */
export type Precision = 'fp32' | 'int8';

/** @throws Error that names the field that is wrong */
export function readCard(bytes: Uint8Array): ModelCard {
  return read(modelCard, bytes);
}

/** @throws Error that names the field that is wrong */
export function readChecks(bytes: Uint8Array): ModelChecks {
  return read(modelChecks, bytes);
}

function read<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** How many values of a tensor one window has. */
export function valuesOf({ shape: [, ...dimensions] }: CardTensor): number {
  return dimensions.reduce((product, size) => product * size, 1);
}
