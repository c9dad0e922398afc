import { z } from 'zod';

/** Something that was taken or answered only in part: where, what and why. */
export const WarningSchema = z
  .strictObject({ path: z.string(), code: z.string(), message: z.string() })
  .meta({ id: 'Warning' });
export type Warning = z.infer<typeof WarningSchema>;

/** The frame of every answer of the REST API that is no error. */
export interface APIResponse<Data> {
  data: Data;
  meta: { next_cursor?: string; warnings?: Warning[] };
}

/** The schema of an {@link APIResponse} whose data fits `data`. */
export function apiResponse<Schema extends z.ZodType>(data: Schema) {
  return z.strictObject({
    data,
    meta: z.strictObject({ next_cursor: z.string().optional(), warnings: z.array(WarningSchema).optional() }),
  });
}

/** RFC 9457 problem details; `type` is stable and can be relied on. */
export const ProblemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'The path that was asked for.' }),
    trace_id: z.string(),
    errors: z
      .array(
        z.strictObject({
          path: z.string(),
          code: z.string(),
          message: z.string(),
          fix: z.string(),
          line: z.int().optional().meta({ description: 'In what was sent as YAML; counted from 1.' }),
          column: z.int().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof ProblemSchema>;
