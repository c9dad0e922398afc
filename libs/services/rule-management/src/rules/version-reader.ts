import type { Command, CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';

type Question = CommandOf<'versions.list'> | CommandOf<'versions.read'>;

/** Whether a command only asks; its answer need not be remembered. */
export const isQuestion = (command: Command): command is Question =>
  command.type === 'versions.list' || command.type === 'versions.read';

/** Answers what is asked about the past of rules and rule groups. */
export async function answerQuestion(question: Question, tx: ConfigurationTransaction): Promise<Outcome> {
  const of = { kind: question.of, name: question.name };
  if (question.type === 'versions.read') {
    const version = await tx.history.version(of, question.version);
    return version === null ? { kind: 'not_found' } : { kind: 'version', version };
  }
  const versions = await tx.history.versions(of, question.before ?? null, question.limit);
  return versions.length === 0 && question.before === undefined
    ? { kind: 'not_found' }
    : { kind: 'versions', versions };
}
