import path from 'node:path';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { ProvisionerSchema } from '@tocsin/domain/rules/alert-rule';
import { type KindPlan, planOf } from '../../apply/plan.js';
import { readFolder } from '../../apply/read-folder.js';
import { type Invocation, textOption } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';

/** What a file or a folder wants, compared with what there is. */
export interface Plans {
  readonly plans: readonly KindPlan[];
  /** What the things are kept by. */
  readonly source: string;
  readonly hasSteps: boolean;
}

/**
 * Compares a file or a folder with what the platform has.
 *
 * @param connected - asked only once the files are sound
 * @throws CommandError when a file has faults, or a name stands in the way
 */
export async function plansOf(invocation: Invocation, connected: () => Promise<TocsinClient>): Promise<Plans> {
  const [given = '.'] = invocation.args;
  const place = path.resolve(invocation.surroundings.directory, given);
  const source = textOption(invocation, 'source') ?? `folder:${path.basename(place)}`;
  if (!ProvisionerSchema.safeParse(source).success)
    throw new CommandError(
      exit.usage,
      `"${source}" is no name of a source`,
      '--source',
      'write one such as "git:alerts": letters, digits and . _ : / -',
    );
  const read = readFolder(given, invocation.surroundings.directory);
  if (read.kind === 'unreadable')
    throw new CommandError(exit.usage, read.message, '', 'name a file or a folder that is there');
  if (read.kind === 'faulty')
    throw new CommandError(exit.lint, read.messages.join('\n    '), given, 'mend what is named; nothing was changed');
  const tocsin = await connected();
  const isPruning = invocation.options['prune'] === true;
  const plans: KindPlan[] = [];
  for (const [kind, wanted] of read.content)
    plans.push(planOf(kind, wanted, await kind.known(tocsin), source, isPruning));
  const conflicts = plans.flatMap((plan) => plan.conflicts);
  if (conflicts.length > 0)
    throw new CommandError(
      exit.conflict,
      conflicts.join('\n    '),
      given,
      'rename it, or apply it as its source by --source',
    );
  return { plans, source, hasSteps: plans.some(({ steps }) => steps.length > 0) };
}
