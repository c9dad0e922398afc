// Builds things beside whatever else is done, at the lowest priority and with its output in a file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';

/**
 * Begins to build, one after the other, and goes on until all is built or one of them fails.
 *
 * @param log - path of a file for what the scripts say
 * @param scripts - each a bash script and its arguments
 */
export function buildInBackground(log, scripts) {
  const file = openSync(log, 'w');
  const each = scripts.map((script) => script.join(' ')).join(' && bash ');
  // In a group of its own, so that it can be ended with all that it has started.
  const child = spawn('nice', ['-n', '19', 'bash', '-c', `bash ${each}`], {
    stdio: ['ignore', file, file],
    detached: true,
  });
  let hasEnded = false;
  const ended = once(child, 'exit').then(([status]) => {
    hasEnded = true;
    return status;
  });
  return {
    /** Waits for the end. Resolves with why something could not be built, or with null. */
    async missing() {
      if (!hasEnded) console.log(`\n== waiting for what is built from source; ${log} tells how far it is`);
      if ((await ended) === 0) return null;
      return readFileSync(log, 'utf8').trim().split('\n').at(-1) || `it could not be built (${log})`;
    },
    /** Ends what still goes on. */
    end() {
      if (hasEnded) return;
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended meanwhile.
      }
    },
  };
}
