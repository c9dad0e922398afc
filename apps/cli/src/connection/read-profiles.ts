import { parse } from 'yaml';
import { z } from 'zod';
import { CommandError, exit } from '../frame/exit.js';

const ProfilesSchema = z.strictObject({
  current: z.string().optional(),
  profiles: z.record(
    z.string(),
    // No place for a token itself: a file can be kept from others.
    z.strictObject({ url: z.string().optional(), token_file: z.string().optional() }),
  ),
});

/** Reads a file of profiles. @throws CommandError when it is none */
export function readProfiles(
  text: string,
  file: string,
): {
  readonly current?: string | undefined;
  readonly profiles: Readonly<Record<string, { readonly url?: string; readonly token_file?: string }>>;
} {
  let written: unknown;
  try {
    written = parse(text);
  } catch (error) {
    throw new CommandError(exit.usage, (error as Error).message.split('\n')[0] ?? '', file, 'mend the YAML');
  }
  const read = ProfilesSchema.safeParse(written);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new CommandError(
      exit.usage,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      file,
      'write "current: NAME" and "profiles: {NAME: {url: URL, token_file: FILE}}"',
    );
  }
  return read.data as ReturnType<typeof readProfiles>;
}
