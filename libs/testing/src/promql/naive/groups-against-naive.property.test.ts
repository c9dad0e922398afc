import { LabelSet } from '@tocsin/domain/plan/label-set';
import { type RuleOutcome, StandingQueries } from '@tocsin/domain/plan/plan';
import type { Expr } from '@tocsin/domain/promql/ast';
import { printExpr } from '@tocsin/domain/promql/printer';
import { environment } from '@tocsin/runtime/environment';
import { documentOf, logOf, runWhole } from '../group-layouts.js';
import { randomWorld } from '../random-rules.js';
import { naiveInstant, type NaiveOutcome } from './evaluate.js';
import { outcomeDifference } from './outcome-difference.js';

/** The groups and series that Debian's promtool is asked about, too, here with late and doubled samples; `npm run soak` takes more. */
const SEEDS = Number(environment['TOCSIN_SEEDS'] ?? '300');

/** Evaluates rules by the plan and holds each outcome against the definition on the same store. */
class CheckedQueries extends StandingQueries {
  static evaluations = 0;

  override prepare(expr: Expr): (time: number) => RuleOutcome {
    const evaluate = super.prepare(expr);
    return (time) => {
      const found = evaluate(time);
      const expected = asVector(naiveInstant(expr, this.store, time));
      const difference = outcomeDifference(asOutcome(found), expected);
      CheckedQueries.evaluations += 1;
      if (difference !== null && !expected.isArbitrary)
        throw new Error(`${printExpr(expr)} at ${time}: the plan ${difference}`);
      return found;
    };
  }
}

function asOutcome(found: RuleOutcome): Parameters<typeof outcomeDifference>[0] {
  if (found.kind === 'failed') return { ...found, annotations: [] };
  return { kind: 'evaluated', value: { type: 'vector', elements: found.elements }, annotations: [] };
}

/** A rule takes a scalar as the only element of a vector. */
function asVector(outcome: NaiveOutcome): NaiveOutcome {
  if (outcome.kind === 'failed' || outcome.value.type !== 'scalar') return outcome;
  const elements = [{ labels: LabelSet.empty, value: outcome.value.value }];
  return { ...outcome, value: { type: 'vector', elements } };
}

test(`the naive reference agrees on ${SEEDS} random rule groups, at every tick and with what rules record`, () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const world = randomWorld(seed, '2.42');
    try {
      runWhole(documentOf(world), logOf(world), (store) => new CheckedQueries(store));
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  expect(CheckedQueries.evaluations).toBeGreaterThan(SEEDS * 20);
});
