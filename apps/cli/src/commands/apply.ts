import path from 'node:path';
import { ProblemError, UnreachableError } from '@tocsin/client/problem-error';
import { createTocsinClient, type TocsinClient } from '@tocsin/client/tocsin-client';
import { ProvisionerSchema } from '@tocsin/domain/rules/alert-rule';
import { type KindPlan, planOf } from '../apply/plan.js';
import { textOfPlan } from '../apply/plan-text.js';
import { type FolderContent, readFolder } from '../apply/read-folder.js';
import { type Read, readText } from './backtest-file.js';

/** As they were written. */
export interface ApplyOptions {
  readonly url: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly source?: string;
  readonly yes?: boolean;
  readonly prune?: boolean;
  readonly detailedExitcode?: boolean;
}

/**
 * Makes the platform have what a folder wants: says what would change, and changes it only if told to.
 *
 * @returns the exit status: 0 when all is well, 1 when something failed, and with `--detailed-exitcode` 2 when there was
 * something to change
 */
export async function runApply(folder: string, options: ApplyOptions): Promise<number> {
  const source = options.source ?? `folder:${path.basename(path.resolve(folder))}`;
  if (!ProvisionerSchema.safeParse(source).success)
    return failed(`--source ${source}: is no name such as "git:alerts": letters, digits and . _ : / -`);
  const token = tokenOf(options);
  if (token.kind === 'failed') return failed(token.message);
  if (!(URL.canParse(options.url) && /^https?:$/.test(new URL(options.url).protocol)))
    return failed(`--url ${options.url}: is no http(s) URL`);
  const read = readFolder(folder);
  if (read.kind === 'failed') return failed(read.messages.join('\n'));
  const tocsin = createTocsinClient({ baseUrl: options.url, token: token.value });
  try {
    const plans = await plansOf(tocsin, read.content, source, options.prune === true);
    const conflicts = plans.flatMap((plan) => plan.conflicts);
    if (conflicts.length > 0) return failed(conflicts.join('\n'));
    console.log(textOfPlan(plans));
    const hasSteps = plans.some(({ steps }) => steps.length > 0);
    const refused = hasSteps && options.yes === true ? await carryOut(tocsin, plans, source) : 0;
    if (hasSteps && options.yes !== true) console.log('nothing was changed; --yes changes it');
    if (refused > 0) return failed(`${refused} could not be changed`);
    return hasSteps && options.detailedExitcode === true ? 2 : 0;
  } catch (error) {
    if (error instanceof ProblemError || error instanceof UnreachableError) return failed(error.message);
    throw error;
  }
}

function tokenOf({ token, tokenFile }: ApplyOptions): Read<string> {
  if ((token === undefined) === (tokenFile === undefined))
    return { kind: 'failed', message: 'give one of --token and --token-file' };
  if (tokenFile === undefined) return { kind: 'read', value: token ?? '' };
  const read = readText(tokenFile);
  return read.kind === 'failed' ? read : { kind: 'read', value: read.value.trim() };
}

async function plansOf(
  tocsin: TocsinClient,
  content: FolderContent,
  source: string,
  isPruning: boolean,
): Promise<KindPlan[]> {
  const plans: KindPlan[] = [];
  for (const [kind, wanted] of content) plans.push(planOf(kind, wanted, await kind.known(tocsin), source, isPruning));
  return plans;
}

/** @returns how many changes were refused */
async function carryOut(tocsin: TocsinClient, plans: readonly KindPlan[], source: string): Promise<number> {
  let [done, refused] = [0, 0];
  for (const { kind, steps } of plans) {
    for (const { name, outcome, reason } of await kind.carryOut(tocsin, steps, source)) {
      if (outcome === 'refused') refused += 1;
      else done += 1;
      if (outcome !== 'done') console.log(`${kind.name} "${name}": ${reason}`);
    }
  }
  console.log(`${done} changed`);
  return refused;
}

function failed(message: string): 1 {
  console.error(message);
  return 1;
}
