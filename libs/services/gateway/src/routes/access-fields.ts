import { looksLikePseudonym } from '@tocsin/domain/access/pseudonym';
import { z } from 'zod';
import { ProblemError } from '../problem.js';
import { PageSchema } from '../route.js';

/** The name of a user or of a service account: readable text that stands in audit events. */
export const NameSchema = z
  .string()
  .trim()
  .min(1)
  .max(150)
  .regex(/^[^\p{C}/]+$/u, 'holds a slash or a character that cannot be seen')
  .refine(
    (name) => !looksLikePseudonym(name),
    'looks like a pseudonym (`subj_` and 32 digits), which stands for somebody already; choose another name',
  );

/** Long enough that guessing it takes longer than anybody has; the most is what is hashed without harm. */
export const PasswordSchema = z.string().min(12).max(512);

export const PageQuerySchema = z.strictObject(PageSchema);

/** The key by which lists of what was created are ordered, the newest first. */
export const createdKey = ({ created_at, id }: { created_at: number; id: string }): string =>
  `${String(created_at).padStart(16, '0')} ${id}`;

export const limitReached = (message: string): ProblemError =>
  new ProblemError(409, 'limit-reached', 'A limit is reached', `${message}.`);

export const nameTaken = (what: string, name: string): ProblemError =>
  new ProblemError(409, 'name-taken', 'The name is taken', `There is ${what} "${name}" already; choose another name.`);

/** Answers that hold something secret are kept by nobody on their way. */
export const unkept = { 'cache-control': 'no-store' } as const;
