import { z } from 'zod';

/** How times are written in requests. */
export const TIME_DESCRIPTION = 'Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z.';
const error = 'is no time: give milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z';
const written = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** A time in a body, however it is written; ms since 1970. */
export const TimeField = z.union([z.int().min(0), written], { error }).meta({ description: TIME_DESCRIPTION });

/** The same in a query, where everything is text. */
export const TimeParameter = z
  .union(
    [
      written,
      z
        .string()
        .regex(/^\d{1,16}$/)
        .transform(Number),
    ],
    { error },
  )
  .meta({ description: TIME_DESCRIPTION });
