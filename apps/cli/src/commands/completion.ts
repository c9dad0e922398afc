import { completionScripts } from '../completion/scripts.js';
import type { Run } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';

/** Writes the completions for a shell. */
export const run: Run = async ({ args, surroundings }) => {
  const [shell = ''] = args;
  const script = completionScripts.get(shell);
  if (script === undefined)
    throw new CommandError(
      exit.usage,
      `there are no completions for "${shell}"`,
      '',
      `name one of: ${[...completionScripts.keys()].join(', ')}`,
    );
  surroundings.out.write(script);
  return exit.ok;
};
