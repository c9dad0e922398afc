import type { CommandReply } from '@tocsin/contracts/topics/commands';
import { invalid, type ProblemError } from '../problem.js';

/** What rule management finds wrong with a command that the gateway let through. */
export function invalidCommand({ path, message }: Extract<CommandReply['outcome'], { kind: 'invalid' }>): ProblemError {
  return invalid([{ path, code: 'invalid', message, fix: 'Change it as the message says.' }]);
}
