/** What a command ends with; the same for all of them. */
export const exit = {
  ok: 0,
  failed: 1,
  usage: 2,
  lint: 3,
  notFound: 4,
  conflict: 5,
  notAllowed: 6,
} as const;

export type ExitStatus = (typeof exit)[keyof typeof exit];

/** What each status means, for the reference. */
export const exitMeanings: readonly (readonly [ExitStatus, string])[] = [
  [exit.ok, 'all is well'],
  [exit.failed, 'something failed, or the answer is no: a test, a proof, a difference'],
  [exit.usage, 'the command cannot be carried out as it stands: an option, an argument, a file that cannot be read'],
  [exit.lint, 'a file that was given has faults'],
  [exit.notFound, 'what was named is not there'],
  [exit.conflict, 'somebody else has changed it, or a name fits several things'],
  [exit.notAllowed, 'there is no token, it is not accepted, or it does not allow this'],
];

/** Ends a command: what is wrong, where, and what to do about it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /**
   * @param status - what the process ends with
   * @param what - what is wrong
   * @param where - the file, the address or the option; empty where `what` says it
   * @param fix - what the reader can do; empty where nothing can be said
   */
  constructor(
    readonly status: ExitStatus,
    readonly what: string,
    readonly where = '',
    readonly fix = '',
  ) {
    super(what);
  }
}

/** An error as it is told on standard error. */
export function errorText({ what, where, fix }: Pick<CommandError, 'what' | 'where' | 'fix'>): string {
  return [`error: ${what}`, ...(where === '' ? [] : [`  where: ${where}`]), ...(fix === '' ? [] : [`  fix: ${fix}`])]
    .join('\n')
    .concat('\n');
}
