import { draftOf } from '@tocsin/contracts/topics/rule-groups';
import type { VersionEntry } from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import type { BacktestSubject } from '../../backtest/backtest-job.js';
import type { BacktestRunner } from '../../backtest/backtest-runner.js';

const DAY_MS = 86_400_000;

/** How often two versions would have fired over the same samples. */
export const FiringsSchema = z
  .strictObject({
    from: z.number().meta({ description: 'Milliseconds since 1970.' }),
    to: z.number(),
    before: z.int().meta({ description: 'How often an alert of the first version began to fire.' }),
    after: z.int(),
    difference: z.int(),
    text: z.string(),
  })
  .meta({ id: 'VersionFirings' });

/**
 * Back-tests two versions over the same samples, one after the other, for few back-tests run at once.
 *
 * @throws ProblemError as a back-test does
 */
export async function compareFirings(
  runner: Pick<BacktestRunner, 'run'>,
  before: VersionEntry,
  after: VersionEntry,
  { days, now, signal }: { days: number; now: number; signal?: AbortSignal },
): Promise<z.infer<typeof FiringsSchema>> {
  const from = now - days * DAY_MS;
  const firingsOf = async ({ document }: VersionEntry): Promise<number> => {
    const asked = { tenant: document.tenant_id, subject: subjectOf(document), from, to: now, incidents: null };
    const { rules } = await runner.run(asked, () => undefined, signal);
    return rules.reduce((sum, { firings }) => sum + firings, 0);
  };
  const was = await firingsOf(before);
  const is = await firingsOf(after);
  return { from, to: now, before: was, after: is, difference: is - was, text: textOf(is - was, days) };
}

function subjectOf(document: VersionEntry['document']): BacktestSubject {
  if ('rules' in document) return { kind: 'group', group: draftOf(document), live: null };
  // A version that waits, or is paused, is asked what it would have done.
  return { kind: 'rule', rule: { ...document, status: 'active' }, live: [] };
}

function textOf(difference: number, days: number): string {
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const span = `in the last ${days === 1 ? 'day' : `${days} days`}, as far as samples are kept`;
  if (difference === 0) return `fires as often as before ${span}`;
  return `fires ${times(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'} ${span}`;
}
