import type { Schema } from '@tocsin/client/call';
import { whyNothingPredicted } from '@tocsin/domain/forecasting/abstention-text';
import { printDuration } from '@tocsin/domain/promql/duration-text';
import { connect } from '../connection/connect.js';
import { findRuleOfConditions } from '../connection/find-rule.js';
import { type Run, textOption, textsOption } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';
import { labelsText, plain } from '../output/plain.js';
import { printList } from '../output/print.js';
import type { Column } from '../output/table.js';

type Predicted = Schema<'PredictedAlert'>;

const columns: readonly Column<Predicted>[] = [
  { heading: 'RULE', text: ({ rule_name }) => rule_name },
  { heading: 'PROBABILITY', text: ({ probability }) => probability.toFixed(2), isNumber: true },
  { heading: 'WITHIN', text: ({ horizon }) => horizon },
  {
    heading: 'BREACH IN',
    text: ({ time_to_breach_ms: ms }) => (ms === null ? '-' : printDuration(Math.round(ms / 1_000) * 1_000)),
  },
  { heading: 'SEVERITY', text: ({ severity }) => severity },
  { heading: 'SERIES', text: ({ metric, labels }) => `${metric}${labelsText(labels)}` },
];

/** What nothing is told of: a series with the rule that reads it, or all of a rule where there is no series. */
function toldOf({ metric, labels, rule_name: rule }: Schema<'AbstainedPrediction'>): string {
  const series = metric === '' ? '' : `${metric}${labelsText(labels)}`;
  if (rule === null) return series === '' ? 'any rule' : series;
  return series === '' ? `rule "${plain(rule)}"` : `rule "${plain(rule)}" on ${series}`;
}

/** Says how likely alerts are to fire soon, and of what nothing can be told. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const rule = textOption(invocation, 'rule');
  const rule_id = rule === undefined ? undefined : (await findRuleOfConditions(tocsin, rule)).id;
  const metric = textsOption(invocation, 'metric');
  const horizon = textOption(invocation, 'horizon') as Predicted['horizon'];
  const { data } = await tocsin.getPredictions({
    horizon,
    rule_id,
    limit: 500,
    ...(metric.length === 0 ? {} : { metric }),
  });
  if (!data.is_on)
    throw new CommandError(
      exit.failed,
      'this installation predicts nothing',
      '',
      'set ENABLE_ML_FEATURES=true and start it anew',
    );
  const { err } = invocation.surroundings;
  for (const one of data.abstained)
    err.write(`nothing is told of ${toldOf(one)}: ${whyNothingPredicted(one.reason)}\n`);
  await printList(invocation, {
    items: data.predicted_alerts,
    columns,
    name: (one) => `rule/${one.rule_id}`,
    none: 'nothing is predicted',
  });
  return exit.ok;
};
