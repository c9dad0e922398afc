import { CommanderError } from 'commander';
import { plainStream } from '../output/plain.js';
import { CommandError, errorText, exit, type ExitStatus } from './exit.js';
import { programOf, statusOf } from './program.js';
import type { Surroundings } from './surroundings.js';

/**
 * Runs one command, as the binary does.
 *
 * @param words - what follows the program's name
 * @returns what the process ends with
 */
export async function runTocsin(words: readonly string[], world: Surroundings): Promise<ExitStatus> {
  const surroundings = { ...world, out: plainStream(world.out), err: plainStream(world.err) };
  // Asked by the shells' completions, and by nobody else.
  if (words[0] === '__complete') {
    const { printCandidates } = await import('../completion/print-candidates.js');
    await printCandidates(words.slice(1), surroundings);
    return exit.ok;
  }
  let status: ExitStatus = exit.ok;
  const program = programOf(surroundings, async (spec, invocation) => {
    status = await (await spec.load()).run(invocation);
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return statusOf(error);
    const { signal, err } = surroundings;
    const told = signal.aborted ? new CommandError(exit.failed, 'cancelled') : await asCommandError(error);
    err.write(errorText(told));
    return told.status;
  }
}

/** @throws what is a mistake of the program itself, so that its stack is seen */
async function asCommandError(error: unknown): Promise<CommandError> {
  if (error instanceof CommandError) return error;
  const { commandErrorOf } = await import('../connection/client-errors.js');
  const told = commandErrorOf(error);
  if (told === null) throw error;
  return told;
}
