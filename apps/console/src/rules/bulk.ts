import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { printMatcher } from '@tocsin/domain/alerting/print-matcher';

/** A rule that was picked from the list. */
export interface PickedRule {
  readonly id: string;
  readonly name: string;
}

type Operation = Schema<'RuleBulkInput'>['operations'][number];

/** What is done to many rules at once. */
export type BulkAction =
  | { readonly kind: 'pause' | 'resume' | 'delete' }
  | { readonly kind: 'move'; readonly folder: string | null }
  | { readonly kind: 'silence'; readonly comment: string; readonly endsAt: number };

/** What became of one of them. */
export interface BulkOutcome extends PickedRule {
  readonly outcome: 'changed' | 'unchanged' | 'waits' | 'refused';
  /** Why it was refused. */
  readonly because: string;
}

/** As many in one request as keep it short, so that it is seen how far they are. */
const CHUNK = 100;

/**
 * Does the same to many rules; what is refused of one keeps none of the others from it.
 *
 * @param tell - is told how many are done
 */
export async function doToAll(
  tocsin: Pick<TocsinClient, 'changeRules' | 'createSilence'>,
  action: BulkAction,
  rules: readonly PickedRule[],
  tell: (done: number) => void,
): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  const size = action.kind === 'silence' ? 1 : CHUNK;
  for (let from = 0; from < rules.length; from += size) {
    const chunk = rules.slice(from, from + size);
    try {
      outcomes.push(...(await doToSome(tocsin, action, chunk)));
    } catch (error) {
      // What was done before stays done, and is told beside what was not.
      const because = error instanceof Error ? error.message : String(error);
      return [...outcomes, ...rules.slice(from).map((rule) => ({ ...rule, outcome: 'refused' as const, because }))];
    }
    tell(outcomes.length);
  }
  return outcomes;
}

async function doToSome(
  tocsin: Pick<TocsinClient, 'changeRules' | 'createSilence'>,
  action: BulkAction,
  rules: readonly PickedRule[],
): Promise<BulkOutcome[]> {
  if (action.kind === 'silence') {
    for (const { name } of rules) {
      const matchers = [printMatcher({ name: 'alertname', operator: '=', value: name })];
      await tocsin.createSilence({ body: { matchers, comment: action.comment, ends_at: action.endsAt } });
    }
    return rules.map((rule) => ({ ...rule, outcome: 'changed', because: '' }));
  }
  const operations = rules.map(({ id }): Operation =>
    action.kind === 'move' ? { op: 'move', id, folder: action.folder } : { op: action.kind, id },
  );
  const { data } = await tocsin.changeRules({ body: { operations } });
  return rules.map((rule, index) => ({ ...rule, ...outcomeOf(data.find((one) => one.index === index)) }));
}

function outcomeOf(result: Schema<'RuleBulkResult'> | undefined): Pick<BulkOutcome, 'outcome' | 'because'> {
  switch (result?.outcome) {
    case 'created':
    case 'changed':
    case 'deleted':
      return { outcome: 'changed', because: '' };
    case 'unchanged':
      return { outcome: 'unchanged', because: '' };
    case 'proposed':
      return { outcome: 'waits', because: '' };
    default:
      return { outcome: 'refused', because: result?.problem?.detail ?? 'The platform said nothing of it.' };
  }
}
