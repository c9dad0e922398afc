import type { AnyKind } from './kinds.js';
import type { Known, Step, Wanted } from './provisioned-kind.js';

/** What is to be done with the things of one kind, and what stands in the way. */
export interface KindPlan {
  readonly kind: AnyKind;
  readonly steps: readonly Step<unknown>[];
  readonly unchanged: number;
  /** Names of those that stand as wanted once somebody has approved. */
  readonly waiting: readonly string[];
  /** What this source keeps, and the folder has no more; deleted only if asked for. */
  readonly gone: readonly string[];
  readonly conflicts: readonly string[];
}

/**
 * Compares what a folder wants with what there is. Things go by their names.
 *
 * @param source - what keeps the folder's things; what another keeps is left to it
 * @param isPruning - whether what the folder has no more is deleted
 */
export function planOf(
  kind: AnyKind,
  wanted: readonly Wanted<unknown>[],
  known: readonly Known<unknown>[],
  source: string,
  isPruning: boolean,
): KindPlan {
  const byName = Map.groupBy(known, ({ name }) => name);
  const steps: Step<unknown>[] = [];
  const [waiting, conflicts]: [string[], string[]] = [[], []];
  let unchanged = 0;
  for (const { name, value } of wanted) {
    const found = foundOf(byName.get(name) ?? [], source);
    if (found.kind === 'none') steps.push({ action: 'create', name, value });
    else if (found.kind === 'conflict') conflicts.push(`${kind.name} "${name}" ${found.why}`);
    else {
      const changes = kind.changes(found.known.value, value);
      const isTakenOver = found.known.provisionedBy === undefined;
      if (changes.length > 0 || isTakenOver)
        steps.push({ action: 'change', name, value, known: found.known, changes, isTakenOver });
      else if (found.known.isWaiting) waiting.push(name);
      else unchanged += 1;
    }
  }
  const names = new Set(wanted.map(({ name }) => name));
  const gone = known.filter(({ name, provisionedBy }) => provisionedBy === source && !names.has(name));
  if (isPruning)
    steps.push(...gone.map((one) => ({ action: 'delete', name: one.name, known: one }) satisfies Step<unknown>));
  return { kind, steps, unchanged, waiting, conflicts, gone: isPruning ? [] : gone.map(({ name }) => name) };
}

type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly known: Known<unknown> }
  | { readonly kind: 'conflict'; readonly why: string };

/** What is this source's own; or what nobody keeps and there is but one of. */
function foundOf(known: readonly Known<unknown>[], source: string): Found {
  const [own, ...others] = known.filter(({ provisionedBy }) => provisionedBy === source);
  if (others.length > 0) return { kind: 'conflict', why: `is there ${others.length + 1} times, all kept by ${source}` };
  if (own !== undefined) return { kind: 'found', known: own };
  const [free, ...more] = known.filter(({ provisionedBy }) => provisionedBy === undefined);
  if (more.length > 0) return { kind: 'conflict', why: `is there ${more.length + 1} times; rename all but one` };
  if (free !== undefined) return { kind: 'found', known: free };
  const [theirs] = known;
  return theirs === undefined
    ? { kind: 'none' }
    : { kind: 'conflict', why: `is kept by ${theirs.provisionedBy ?? ''}` };
}
