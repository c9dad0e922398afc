import type { SaidClause, Target } from './said-rule.js';

/** Conditions that know one value of a label only are one for each of several; null where that is not so. */
export function oneForEach(clause: SaidClause): readonly SaidClause[] | null {
  const { predicate, future, targets, trailing } = clause;
  const knowsOne = predicate?.kind === 'absent' || predicate?.kind === 'anomaly' || future === 'forecast';
  const several = [...targets, ...trailing].find(({ others, isNegative }) => others !== undefined && !isNegative);
  if (!knowsOne || several === undefined) return null;
  const { others = [], ...first } = several;
  return [first.value, ...others].map((value) => {
    const single = (list: readonly Target[]): Target[] =>
      list.map((one) => (one === several ? { ...first, value } : one));
    return { ...clause, targets: single(targets), trailing: single(trailing) };
  });
}
