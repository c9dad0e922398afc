import type { Run } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';

/** Runs the whole platform in this process until it is told to end, which ends the process. */
export const run: Run = async () => {
  const { startStandalone } = await platform();
  await startStandalone();
  return exit.ok;
};

/** The platform, which a package of the command line alone does not hold. */
async function platform(): Promise<typeof import('@tocsin/targets/standalone')> {
  try {
    return await import('@tocsin/targets/standalone');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CommandError(
      exit.failed,
      'this package holds the command line alone, without the platform',
      (error as Error).message.split('\n')[0],
      'run it in a checkout: npm start',
    );
  }
}
